import { createHash } from "node:crypto";
import type { UpdatesSettings } from "./settings";

type Window = UpdatesSettings["window"];

const week = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const minutesOfDay = 24 * 60;

/** Minutes from midnight to `HH:MM`. */
export function minutesAfterMidnight(time: string): number {
    const [hour = 0, minute = 0] = time.split(":").map(Number);
    return hour * 60 + minute;
}

/**
 * The moment in the window at which a host acts, for OnCalendar of systemd.timer(5). It comes from the host's name:
 * always the same for one host, known beforehand, and different for the hosts of a cluster. systemd's own
 * RandomizedDelaySec would let a window that passed while the clock stood still fire up to an hour late.
 */
export function momentInWindow(window: Window, hostname: string): string {
    const opens = minutesAfterMidnight(window.start);
    const moment = opens + (createHash("sha256").update(hostname).digest().readUInt32BE() % window.durationMinutes);
    return `${daysOf(window, moment >= minutesOfDay)}*-*-* ${clockTime(moment)}:00 ${window.timezone}`;
}

/** `HH:MM` so many minutes earlier. */
export function minutesBefore(time: string, minutes: number): string {
    return clockTime(minutesAfterMidnight(time) - minutes + minutesOfDay);
}

/** A window that opens on Saturday evening may act on Sunday morning. Every day is the default of systemd.time(7). */
function daysOf({ days }: Window, afterMidnight: boolean): string {
    if (days.length === week.length) return "";
    const shift = afterMidnight ? 1 : 0;
    return `${days.map((day) => week[(week.indexOf(day) + shift) % week.length]).join(",")} `;
}

function clockTime(minutes: number): string {
    const time = minutes % minutesOfDay;
    return [Math.floor(time / 60), time % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
