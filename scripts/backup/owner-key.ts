import { randomInt } from "node:crypto";

/** Without what is easily confused on paper: no 0, O, 1, I, l. */
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const groups = 8;
const lettersInGroup = 6;

/** A key of 237 bits for paper: 48 letters of 31 in groups of six. */
export function makeOwnerKey(): string {
    const group = () => Array.from({ length: lettersInGroup }, () => alphabet[randomInt(alphabet.length)]).join("");
    return Array.from({ length: groups }, group).join("-");
}
