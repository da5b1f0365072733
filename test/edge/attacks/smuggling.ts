import { app, post, type Attack } from "./attack";

const hidden = `GET /smuggled HTTP/1.1\r\nHost: ${app}\r\n\r\n`;
const chunks = `0\r\n\r\n${hidden}`;
const length = `Content-Length: ${chunks.length}`;
const encoded = (value: string): Attack["pieces"] => post([`Transfer-Encoding: ${value}`, length], chunks);

/** One request for the proxy that would be two for the program behind it: whatever is answered, it must not see them. */
export const smuggling: readonly Attack[] = [
    { what: "a length beside chunks", pieces: encoded("chunked"), answers: ["400"] },
    { what: "a length beside chunks, by capitals", pieces: encoded("Chunked"), answers: ["400"] },
    { what: "an encoding that is nearly chunked", pieces: encoded("xchunked"), answers: ["501", "400"] },
    { what: "chunked and another encoding", pieces: encoded("chunked, identity"), answers: ["501", "400"] },
    { what: "chunked behind a control character", pieces: encoded("\u000bchunked"), answers: ["501", "400"] },
    {
        what: "two encodings",
        pieces: post(["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], chunks),
        answers: ["501", "400"],
    },
    {
        what: "chunks in HTTP/1.0",
        pieces: [{ bytes: `POST / HTTP/1.0\r\nHost: ${app}\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}` }],
        answers: ["400"],
    },
    { what: "two lengths", pieces: post(["Content-Length: 0", length], chunks), answers: ["400"] },
    {
        what: "the same length twice",
        pieces: post(["Content-Length: 5", "Content-Length: 5"], "aaaaa"),
        answers: ["400"],
    },
    { what: "a list of lengths", pieces: post(["Content-Length: 5, 5"], "aaaaa"), answers: ["400"] },
    { what: "a length with a sign", pieces: post(["Content-Length: +5"], "aaaaa"), answers: ["400"] },
    { what: "a length below zero", pieces: post(["Content-Length: -1"], hidden), answers: ["400"] },
    { what: "a length in hexadecimal", pieces: post(["Content-Length: 0x5"], "aaaaa"), answers: ["400"] },
    {
        what: "a length beyond all numbers",
        pieces: post(["Content-Length: 99999999999999999999999"], "aaaaa"),
        answers: ["400"],
    },
    {
        what: "a chunk beyond all numbers",
        pieces: post(["Transfer-Encoding: chunked"], `ffffffffffffffffff\r\n${hidden}`),
        answers: ["400", "413"],
    },
    { what: "a chunk below zero", pieces: post(["Transfer-Encoding: chunked"], `-1\r\n${hidden}`), answers: ["400"] },
    {
        what: "a chunk that is longer than it says",
        pieces: post(["Transfer-Encoding: chunked"], `1\r\naaaaaa\r\n0\r\n\r\n${hidden}`),
        answers: ["400"],
    },
    {
        what: "a length after a name that ends in a space",
        pieces: post(["Content-Length : 5"], "aaaaa"),
        answers: ["400"],
    },
    {
        what: "a path with a line end and a second request line",
        pieces: [{ bytes: `GET /a\rGET /smuggled HTTP/1.1\r\nHost: ${app}\r\n\r\n` }],
        answers: ["400"],
    },
];
