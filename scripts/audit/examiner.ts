import type { HostUnderAudit } from "./host-under-audit";
import type { Examination } from "./finding";

/** What an examiner gives back; its name and title are its own. */
export type ExaminationResult = Omit<Examination, "id" | "title" | "obstacle" | "isDue" | "remarks"> &
    Partial<Pick<Examination, "remarks">>;

/** One kind of look at a host. */
export interface Examiner {
    readonly id: string;
    readonly title: string;
    /** @throws Obstacle where it cannot look. */
    examine(host: HostUnderAudit): Promise<ExaminationResult>;
}

/** Why an examination could not be made: something to be told in the report, and no bug. */
export class Obstacle extends Error {
    public constructor(reason: string) {
        super(reason);
        this.name = "Obstacle";
    }
}

/** Nothing there to look at, by the host's own settings. */
export class NotDue extends Error {
    public constructor(reason: string) {
        super(reason);
        this.name = "NotDue";
    }
}

/** Looks; what goes wrong is part of the report, so that one tool that fails does not take the others with it. */
export async function runExaminer({ id, title, examine }: Examiner, host: HostUnderAudit): Promise<Examination> {
    try {
        return { id, title, obstacle: "", isDue: true, remarks: [], ...(await examine(host)) };
    } catch (error) {
        if (!(error instanceof Error)) throw error;
        const nothing = { tool: "", remarks: [], figures: [], findings: [] };
        return { id, title, obstacle: error.message.slice(0, 1000), isDue: !(error instanceof NotDue), ...nothing };
    }
}
