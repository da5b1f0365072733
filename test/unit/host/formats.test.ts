import assert from "node:assert/strict";
import { renderAptConf } from "../../../components/host/formats/apt";
import { renderAuditRules } from "../../../components/host/formats/audit-rules";
import { elixir, renderElixir, renderElixirConfiguration } from "../../../components/host/formats/elixir";
import { renderIni } from "../../../components/host/formats/ini";
import { renderModprobe } from "../../../components/host/formats/modprobe";
import { renderNeedrestart } from "../../../components/host/formats/needrestart";
import { renderSysctl } from "../../../components/host/formats/sysctl";
import { renderSystemdUnit } from "../../../components/host/formats/systemd";
import { directives } from "./part-of-host";

describe("systemd units", () => {
    it("keep systemd's order of sections and sort the directives of [Service]", () => {
        const text = renderSystemdUnit({
            Install: { WantedBy: "timers.target" },
            Service: { Type: "oneshot", ExecStart: "/bin/true" },
            Unit: { Description: "A", After: "b.service" },
        });
        assert.deepEqual(directives(text), [
            "[Unit]",
            "Description=A",
            "After=b.service",
            "[Service]",
            "ExecStart=/bin/true",
            "Type=oneshot",
            "[Install]",
            "WantedBy=timers.target",
        ]);
    });

    it("write booleans as yes and no, and each entry of a list on a line of its own", () => {
        const text = renderSystemdUnit({ Timer: { Persistent: false, OnCalendar: ["", "daily"] } });
        assert.deepEqual(directives(text), ["[Timer]", "Persistent=no", "OnCalendar=", "OnCalendar=daily"]);
    });

    it("end with one newline and have one blank line between sections", () => {
        const text = renderSystemdUnit({ why: "Because.", Unit: { Description: "A" }, Timer: { OnCalendar: "daily" } });
        assert.match(text, /# Because\.\n\n\[Unit\]\nDescription=A\n\n\[Timer\]\nOnCalendar=daily\n$/);
    });
});

describe("apt.conf", () => {
    it("clears a list before it fills it, because apt only ever adds", () => {
        const text = renderAptConf([{ name: "A::B", value: ["x", "y"], why: "Because." }]);
        assert.deepEqual(directives(text), ["#clear A::B;", "A::B {", '    "x";', '    "y";', "};"]);
        assert.match(text, /^\/\/ Because\.$/m);
    });

    it("leaves what is there in a list that joins", () => {
        const text = renderAptConf([{ name: "A::B", value: ["x"], joins: true, why: "Because." }]);
        assert.doesNotMatch(text, /#clear/);
    });

    it("refuses a value that could end its own quotation", () => {
        assert.throws(() => renderAptConf([{ name: "A", value: 'x"; Evil "y', why: "" }]), /cannot hold this value/);
    });
});

describe("sysctl, modprobe and ini files", () => {
    it("mark a parameter that a kernel may not have", () => {
        const text = renderSysctl([
            { key: "a.b", value: 1, why: "One." },
            { key: "c.d", value: 0, optional: true, why: "Two." },
        ]);
        assert.deepEqual(directives(text), ["a.b = 1", "-c.d = 0"]);
    });

    it("refuse modules by an install line, and leave out a group that became empty", () => {
        const text = renderModprobe([
            { why: "Rare.", modules: ["dccp"] },
            { why: "Nothing left.", modules: [] },
        ]);
        assert.deepEqual(directives(text), ["install dccp /bin/false"]);
        assert.doesNotMatch(text, /Nothing left/);
    });

    it("put the reason above each line", () => {
        const text = renderIni("Journal", [{ key: "Compress", value: true, why: "Smaller." }]);
        assert.match(text, /\[Journal\]\n# Smaller\.\nCompress=yes\n$/);
    });
});

describe("audit rules", () => {
    const set = {
        immutable: true,
        groups: [
            {
                key: "k",
                why: "Because.",
                rules: [
                    { path: "/etc/passwd" },
                    { path: "/etc/ssh/" },
                    { syscalls: ["a", "b"], fields: ["auid>=1000"] },
                ],
            },
        ],
    };

    it("cover 64-bit and 32-bit programs, files by path and folders by everything below", () => {
        assert.deepEqual(directives(renderAuditRules(set)).slice(1, -1), [
            "-a always,exit -F arch=b64 -F path=/etc/passwd -F perm=wa -F key=k",
            "-a always,exit -F arch=b32 -F path=/etc/passwd -F perm=wa -F key=k",
            "-a always,exit -F arch=b64 -F dir=/etc/ssh -F perm=wa -F key=k",
            "-a always,exit -F arch=b32 -F dir=/etc/ssh -F perm=wa -F key=k",
            "-a always,exit -F arch=b64 -S a,b -F auid>=1000 -F key=k",
            "-a always,exit -F arch=b32 -S a,b -F auid>=1000 -F key=k",
        ]);
    });

    it("lock the rules in the last line, and only when asked", () => {
        assert.equal(directives(renderAuditRules(set)).at(-1), "-e 2");
        assert.doesNotMatch(renderAuditRules({ ...set, immutable: false }), /^-e/m);
    });
});

describe("needrestart's configuration", () => {
    it("restarts automatically, but never a deferred unit, whose name is matched literally", () => {
        const text = renderNeedrestart({ mode: "automatic", neverRestart: ["postgresql@16-main.service"] });
        assert.match(text, /^\$nrconf\{restart\} = 'a';$/m);
        assert.match(text, /^\$nrconf\{override_rc\}->\{qr\(\^postgresql\\@16\\-main\\\.service\$\)\} = 0;$/m);
    });
});

describe("Elixir's configuration", () => {
    it("takes every text for text: no escape, no interpolation", () => {
        assert.equal(renderElixir('a "b" \\ #{c}'), String.raw`"a \"b\" \\ \#{c}"`);
    });

    it("writes expressions as they are, and data as keyword lists", () => {
        const value = { ip: elixir("{127, 0, 0, 1}"), "two-words": [true, 1, elixir("A.B")], none: {} };
        assert.equal(renderElixir(value), '[ip: {127, 0, 0, 1}, "two-words": [true, 1, A.B], none: []]');
    });

    it("has a call for each key, with its reason above it", () => {
        const settings = [
            { application: "app", key: "A.Repo", value: { pool: 1, on: true }, why: "Because." },
            { application: "app", value: { closed: true } },
            { application: "tz", key: ":update", value: elixir(":disabled") },
        ];
        assert.equal(
            renderElixirConfiguration(["x = 1"], settings).split("import Config\n")[1],
            "\nx = 1\n\n# Because.\nconfig :app, A.Repo,\n  pool: 1,\n  on: true\n\nconfig :app,\n  closed: true\n\nconfig :tz, :update, :disabled\n",
        );
    });
});
