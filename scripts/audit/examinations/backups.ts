import { progressFolder } from "../../../components/host/services/backup/names";
import { NotDue, type Examiner, type ExaminationResult } from "../examiner";

const stamp = `${progressFolder}/last-good`;

/** How old the newest good backup is. */
export const backups: Examiner = {
    id: "backups",
    title: "Backups",
    examine: async ({ backupStaleAfterHours, shell }) => {
        if (backupStaleAfterHours === undefined) throw new NotDue("the settings ask for no backups");
        const age = await shell.text(`[ ! -e ${stamp} ] || echo "$(($(date +%s) - $(stat -c %Y ${stamp})))"`);
        return judgeAge(age.trim() === "" ? undefined : Number(age) / 3600, backupStaleAfterHours);
    },
};

/** @param hours since the last good backup; undefined when there was none. */
export function judgeAge(hours: number | undefined, mostHours: number): ExaminationResult {
    const isFresh = hours !== undefined && hours >= 0 && hours <= mostHours;
    const age = {
        name: "Age of the newest backup",
        value: Math.round(hours ?? 0),
        unit: "h",
        better: "lower",
    } as const;
    return {
        tool: "the time of the last good snapshot",
        figures: hours === undefined ? [] : [age],
        findings: [
            {
                rule: "age",
                title: `A good backup was made in the last ${mostHours} hours`,
                passed: isFresh,
                severity: "high",
                detail: hours === undefined ? "none was ever made" : `the newest is ${hours.toFixed(1)} hours old`,
                covers: [],
            },
        ],
    };
}
