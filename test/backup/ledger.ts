import { chosenParts, type ChosenPart } from "../../components/host/chosen-parts";
import { hostSettings } from "../../components/host/settings";

/** Settings of an app that does not start without its data: what the restore check of any service is. */
export const ledger = {
    description: "Keeps a ledger",
    source: { debian: { name: "python3-minimal" } },
    command: ["/usr/bin/python3", "-c", "import time; open('/var/lib/ledger/rows').read(); time.sleep(1e6)"],
    healthCommand: "grep -q '^row 3$' /var/lib/ledger/rows",
};

/** Script that makes its data. */
export const makeLedger = "mkdir -p /var/lib/ledger; printf 'row %s\\n' 1 2 3 >/var/lib/ledger/rows";

export const ledgerParts: readonly ChosenPart[] = chosenParts(
    hostSettings.parse({ apps: { service: { ledger } } }),
).filter(({ id }) => id.startsWith("apps."));
