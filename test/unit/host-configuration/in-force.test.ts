import assert from "node:assert/strict";
import {
    kernelParameterDifferences,
    kernelParameterPatterns,
} from "../../../provider/host-configuration/in-force/kernel-parameters";
import { lineDifference } from "../../../provider/host-configuration/in-force/line-difference";
import { foreignFilterTables, ruleDifferences } from "../../../provider/host-configuration/in-force/rules";

const parameters = {
    "/etc/sysctl.d/10-first.conf": { content: "kernel.sysrq = 1\nvm.swappiness = 10\n" },
    "/etc/sysctl.d/99-last.conf": {
        content: [
            "# comment = 1",
            "kernel.sysrq = 0",
            "-vm.mmap_rnd_bits = 32",
            "net.ipv4.tcp_rmem = 4096 131072 6291456",
            "net.ipv4.conf.*.rp_filter = 1",
            "net.ipv4.conf.all.rp_filter = 0",
            "-net.ipv4.conf.tun0.rp_filter",
            "net.ipv4.conf.eth0/1.rp_filter = 2",
            "net/ipv6/conf/eth0.1/accept_ra = 0",
            "",
        ].join("\n"),
    },
    "/etc/other/99.conf": { content: "kernel.panic = 10\n" },
};

const asPlanned: readonly (readonly [string, string])[] = [
    ["/proc/sys/kernel/sysrq", "0"],
    ["/proc/sys/vm/swappiness", "10"],
    ["/proc/sys/vm/mmap_rnd_bits", "28"],
    ["/proc/sys/net/ipv4/tcp_rmem", "4096\t131072\t6291456"],
    ["/proc/sys/net/ipv4/conf/all/rp_filter", "0"],
    ["/proc/sys/net/ipv4/conf/eth0/rp_filter", "1"],
    ["/proc/sys/net/ipv4/conf/eth0.1/rp_filter", "2"],
    ["/proc/sys/net/ipv4/conf/tun0/rp_filter", "2"],
    ["/proc/sys/net/ipv6/conf/eth0.1/accept_ra", "0"],
];

const rules = `table inet own {
	set trusted {
		type ipv4_addr
	}
	chain input {
		type filter hook input priority filter; policy drop;
		iif "lo" accept
		tcp dport 22 counter accept
		counter
	}
}
table inet other {
	chain output {
		type filter hook output priority filter; policy accept;
	}
}`.split("\n");

describe("kernel parameters in force", () => {
    it("are asked for by file, each once", () => {
        const patterns = kernelParameterPatterns(parameters);
        assert.ok(patterns.includes("/proc/sys/net/ipv4/conf/*/rp_filter"));
        assert.ok(patterns.includes("/proc/sys/net/ipv4/conf/eth0.1/rp_filter"));
        assert.ok(patterns.includes("/proc/sys/net/ipv6/conf/eth0.1/accept_ra"));
        assert.equal(patterns.filter((path) => path === "/proc/sys/kernel/sysrq").length, 1);
        assert.ok(!patterns.some((path) => path.includes("panic")));
    });

    it("are never asked for by a pattern that a shell could take for something else", () => {
        const content = ["kernel.x$(id) = 1", "kernel/../../../etc/shadow = 1", "a b = 1", "/etc/shadow = 1", ""].join(
            "\n",
        );
        assert.deepEqual(kernelParameterPatterns({ "/etc/sysctl.d/a.conf": { content } }), []);
    });

    it("are as planned when the last assignment holds, names go before patterns, and `-` leaves the value open", () => {
        assert.equal(kernelParameterDifferences(parameters, new Map(asPlanned)).size, 0);
    });

    it("differ where the value does, in the file that has the last word", () => {
        const actual = new Map(asPlanned)
            .set("/proc/sys/kernel/sysrq", "1")
            .set("/proc/sys/vm/swappiness", "60")
            .set("/proc/sys/net/ipv4/conf/eth0/rp_filter", "0")
            .set("/proc/sys/net/ipv4/conf/eth0.1/rp_filter", "0");
        assert.deepEqual(
            [...kernelParameterDifferences(parameters, actual)],
            [
                [
                    "/etc/sysctl.d/99-last.conf",
                    ["kernel.sysrq = 1", "net.ipv4.conf.eth0.rp_filter = 0", "net.ipv4.conf.eth0/1.rp_filter = 0"],
                ],
                ["/etc/sysctl.d/10-first.conf", ["vm.swappiness = 60"]],
            ],
        );
    });

    it("that the kernel does not have are passed over", () => {
        assert.equal(kernelParameterDifferences(parameters, new Map()).size, 0);
    });
});

describe("firewall rules in force", () => {
    it("are as planned whatever their counters say", () => {
        const counted = rules.map((line) => line.replace("counter", "counter packets 12 bytes 720"));
        assert.deepEqual(ruleDifferences(rules, counted), []);
    });

    it("differ line by line, each with its table and chain", () => {
        const changed = rules
            .filter((line) => line !== "\t\tcounter")
            .flatMap((line) => (line.includes("lo") ? [line, "\t\ttcp dport 23 accept"] : [line]));
        assert.deepEqual(ruleDifferences(rules, changed), [
            "not in force: table inet own, chain input, counter",
            "in force, but not in this file: table inet own, chain input, tcp dport 23 accept",
        ]);
    });

    it("differ when they are the same in another order", () => {
        const lo = rules.findIndex((line) => line.includes('"lo"'));
        const moved = [...rules.slice(0, lo), rules[lo + 1] ?? "", rules[lo] ?? "", ...rules.slice(lo + 2)];
        assert.equal(ruleDifferences(rules, moved).length, 2);
    });

    it("say once that a whole table is gone", () => {
        const gone = ["table inet other is not in force"];
        assert.deepEqual(ruleDifferences(rules, rules.slice(0, rules.indexOf("table inet other {"))), gone);
    });

    it("of other tables are named when they filter what arrives", () => {
        const chains = [
            ...rules,
            "table ip nat {",
            "\tchain PREROUTING {",
            "\t\ttype nat hook prerouting priority dstnat; policy accept;",
            "\t}",
            "}",
            "table inet f2b-table {",
            "\tchain f2b-chain {",
            "\t\ttype filter hook input priority filter - 1; policy accept;",
            "\t}",
            "}",
        ];
        const files = {
            "/etc/nftables.conf": { content: "table inet own\ndelete table inet own\ntable inet own {\n}\n" },
        };
        assert.deepEqual(foreignFilterTables(chains, files), ["inet f2b-table (chain f2b-chain: filter hook input)"]);
        assert.equal(foreignFilterTables(chains, {}).length, 2);
    });
});

describe("lineDifference", () => {
    it("keeps the longest common part", () => {
        const difference = lineDifference(["a", "b", "c", "b"], ["b", "x", "c", "b", "y"]);
        assert.deepEqual(difference, { missing: ["a"], added: ["x", "y"] });
    });

    it("compares with nothing", () => {
        assert.deepEqual(lineDifference([], ["a"]), { missing: [], added: ["a"] });
        assert.deepEqual(lineDifference(["a"], []), { missing: ["a"], added: [] });
    });
});
