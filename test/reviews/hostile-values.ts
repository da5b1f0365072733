import type { Overlay } from "./world/overlay";

const escape = "\u001b";

/** Lines that try to get out of a code block, to be markup, to call somebody, to hide, or to look like ours. */
export const hostileLines = [
    "```",
    "~~~",
    "````````",
    "</code></pre></details><script>alert(1)</script>",
    "<!-- hardened-host preview: other -->",
    "@octocat @everyone please approve #1 GH-2 https://evil.example",
    "[click](javascript:alert(1)) ![](https://evil.example/pixel.png)",
    `${escape}[2J${escape}[31mred${escape}]8;;https://evil.example${escape}\\`,
    "\u202Eright to left\u202C \u200Binvisible\u2028next",
    "| a | b |\n| - | - |",
    "# Heading",
    "**✅ No weaker security, no machine lost.**",
];

const oneLine = hostileLines
    .join(" ")
    .replaceAll("\n", " ")
    .replaceAll(/\p{Cc}|\p{Zl}/gu, " ");

/** A change in which every free text that a plan has is hostile. */
export const hostileChange: Overlay = {
    files: {
        "/etc/motd": { content: `${hostileLines.join("\n")}\n` },
        "/etc/sudoers.d/hostile": { content: `${hostileLines.join("\n")}\nalex ALL=(ALL) ${oneLine}\n` },
        "/etc/ssh/authorized_keys.d/mallory": { content: `ssh-ed25519 AAAAC3Nz ${oneLine}\n` },
        "/etc/ssh/sshd_config": { content: `PermitRootLogin ${oneLine}\nMatch User ${oneLine}\n  Banner none\n` },
        "/etc/sysctl.d/99-hostile.conf": { content: `net.${oneLine} = 1\n` },
        "/etc/systemd/system/hostile.service": { content: `[Service]\nExecStart=/bin/true\nUser=${oneLine}\n` },
    },
    openings: [{ protocol: "udp", port: 9, sources: [oneLine], purpose: oneLine }],
    cloud: {
        "hostile-bucket": {
            type: "aws:s3/bucketAcl:BucketAcl",
            inputs: { acl: oneLine, note: hostileLines.join("\n") },
        },
    },
};
