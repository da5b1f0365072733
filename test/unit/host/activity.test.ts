import assert from "node:assert/strict";
import { activity } from "../../../components/host/services/activity";
import { directives, factsOf, fileOf, planOf, problemsOf } from "./part-of-host";
import { anyCertificate } from "./service-settings";

const sink = { host: "logs.example.org", clientCertificate: anyCertificate };
const uploadUnit = "/etc/systemd/system/hardened-host-activity-upload.service";

describe("the activity log", () => {
    it("leaves the host only where there is a sink, and then by one account to that sink", () => {
        const claims = (settings: unknown) => activity.claims?.(activity.settings.parse(settings), factsOf());
        assert.deepEqual(claims({})?.reaches, []);
        assert.deepEqual(claims({ sink: { ...sink, port: 443 } })?.reaches, [
            {
                purpose: "activity log",
                accounts: ["hardened-host-activity"],
                protocol: "tcp",
                ports: [443],
                to: ["logs.example.org"],
            },
        ]);
        assert.equal(planOf(activity).files?.[uploadUnit], undefined);
    });

    it("checks the sink's certificate by the system's authorities, or by those that are given, never not at all", () => {
        const unit = (settings: object) =>
            directives(fileOf(planOf(activity, { sink: settings }), uploadUnit)).join("\n");
        assert.match(
            unit(sink),
            /--url=https:\/\/logs\.example\.org:19532 .*--trust=\/etc\/ssl\/certs\/ca-certificates\.crt$/m,
        );
        const own = unit({ ...sink, caCertificates: [anyCertificate], path: "/insert/journald" });
        assert.match(own, /:19532\/insert\/journald .*--trust=\/etc\/hardened-host\/activity\/sink-roots\.pem$/m);
    });

    it("refuses a sink to which the host cannot show who it is, and addresses that would become another command", () => {
        const problems = (settings: object) => problemsOf(activity, { sink: settings }).join("\n");
        assert.match(problems({ host: "logs.example.org" }), /clientCertificate/);
        assert.match(problems({ ...sink, clientCertificate: "PRIVATE" }), /must be a certificate/);
        assert.match(problems({ ...sink, host: "logs.example.org --trust=all" }), /must be a domain name/);
        assert.match(problems({ ...sink, path: "/ --trust=all" }), /must be a path/);
        assert.match(problems({ ...sink, host: "198.51.100.7" }), /must be a domain name/);
    });
});
