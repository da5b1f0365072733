/** Colours of the report. Each text stands on `page` or on `raised`; the contrasts are tested (WCAG 2.2, 1.4.3 and 1.4.11). */
export interface Palette {
    readonly page: string;
    readonly raised: string;
    readonly text: string;
    readonly quiet: string;
    readonly line: string;
    readonly link: string;
    readonly open: string;
    readonly accepted: string;
    readonly passed: string;
}

export const light: Palette = {
    page: "#ffffff",
    raised: "#f4f6f8",
    text: "#1b1f24",
    quiet: "#4b5560",
    line: "#78828d",
    link: "#0b57a4",
    open: "#b3261e",
    accepted: "#7a5200",
    passed: "#1a6b3c",
};

export const dark: Palette = {
    page: "#12161b",
    raised: "#1c2229",
    text: "#e8ebee",
    quiet: "#b4bdc7",
    line: "#828d99",
    link: "#8ab8f0",
    open: "#ff9d94",
    accepted: "#e8c468",
    passed: "#7fd6a0",
};

/** Ratio of the luminances of two colours `#rrggbb`: 1 for the same, 21 for black on white (WCAG 2.2, contrast ratio). */
export function contrast(one: string, other: string): number {
    const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
    const channels = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255);
    const [red = 0, green = 0, blue = 0] = channels.map((part) =>
        part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
