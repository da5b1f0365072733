/**
 * Writes a small ISO 9660 image (ECMA-119), for the seed that cloud-init reads: it accepts ISO 9660 and FAT only, and
 * tools that make either are not on every computer. One folder, no extensions: Linux shows the names in lower case
 * and without their version number.
 */

const sectorBytes = 2048;
const pathTableSectors = { littleEndian: 18, bigEndian: 19 };
/** One entry, the root. */
const pathTableBytes = 10;
const rootSector = 20;
const firstFileSector = 21;

interface Extent {
    readonly sector: number;
    readonly bytes: number;
}

/** @param files text by name; names of a-z, 0-9, `_` and `-`, few enough to be listed in one sector. */
export function iso9660Image(volumeLabel: string, files: Readonly<Record<string, string>>): Buffer {
    const contents = Object.entries(files)
        .map(([name, text]) => ({ name: `${name.toUpperCase()};1`, content: Buffer.from(text, "utf8") }))
        .sort((one, other) => (one.name < other.name ? -1 : 1));
    const root = { sector: rootSector, bytes: sectorBytes };
    const records = [directoryRecord("\0", root, true), directoryRecord("\u0001", root, true)];
    const data: Buffer[] = [];
    let sector = firstFileSector;
    for (const { name, content } of contents) {
        records.push(directoryRecord(name, { sector, bytes: content.length }, false));
        const padded = paddedToSectors(content);
        data.push(padded);
        sector += padded.length / sectorBytes;
    }
    return Buffer.concat([
        Buffer.alloc(16 * sectorBytes),
        volumeDescriptor(volumeLabel, sector),
        terminator(),
        pathTable("LE"),
        pathTable("BE"),
        paddedToSectors(Buffer.concat(records)),
        ...data,
    ]);
}

function paddedToSectors(content: Buffer): Buffer {
    const sectors = Math.max(1, Math.ceil(content.length / sectorBytes));
    return Buffer.concat([content], sectors * sectorBytes);
}

/** ECMA-119 §9.1. Times are left at zero: "not specified". */
function directoryRecord(name: string, { sector, bytes }: Extent, isFolder: boolean): Buffer {
    const record = Buffer.alloc(33 + name.length + ((name.length + 1) % 2));
    record.writeUInt8(record.length, 0);
    bothEndian32(record, 2, sector);
    bothEndian32(record, 10, bytes);
    record.writeUInt8(isFolder ? 2 : 0, 25);
    bothEndian16(record, 28, 1);
    record.writeUInt8(name.length, 32);
    record.write(name, 33, "latin1");
    return record;
}

/** The primary volume descriptor, ECMA-119 §8.4. */
function volumeDescriptor(volumeLabel: string, totalSectors: number): Buffer {
    const descriptor = Buffer.alloc(sectorBytes);
    descriptor.fill(" ", 8, 72).fill(" ", 190, 813);
    descriptor.write("\u0001CD001\u0001", 0, "latin1");
    descriptor.writeUInt8(0, 7);
    descriptor.write(volumeLabel, 40, "latin1");
    bothEndian32(descriptor, 80, totalSectors);
    bothEndian16(descriptor, 120, 1);
    bothEndian16(descriptor, 124, 1);
    bothEndian16(descriptor, 128, sectorBytes);
    bothEndian32(descriptor, 132, pathTableBytes);
    descriptor.writeUInt32LE(pathTableSectors.littleEndian, 140);
    descriptor.writeUInt32BE(pathTableSectors.bigEndian, 148);
    directoryRecord("\0", { sector: rootSector, bytes: sectorBytes }, true).copy(descriptor, 156);
    for (const time of [813, 830, 847, 864]) descriptor.fill("0", time, time + 16);
    descriptor.writeUInt8(1, 881);
    return descriptor;
}

function terminator(): Buffer {
    const descriptor = Buffer.alloc(sectorBytes);
    descriptor.write("\u00ffCD001\u0001", 0, "latin1");
    return descriptor;
}

/** A path table with one entry, the root: ECMA-119 §9.4. */
function pathTable(endian: "LE" | "BE"): Buffer {
    const table = Buffer.alloc(sectorBytes);
    table.writeUInt8(1, 0);
    if (endian === "LE") {
        table.writeUInt32LE(rootSector, 2);
        table.writeUInt16LE(1, 6);
    } else {
        table.writeUInt32BE(rootSector, 2);
        table.writeUInt16BE(1, 6);
    }
    return table;
}

function bothEndian16(buffer: Buffer, offset: number, value: number): void {
    buffer.writeUInt16LE(value, offset);
    buffer.writeUInt16BE(value, offset + 2);
}

function bothEndian32(buffer: Buffer, offset: number, value: number): void {
    buffer.writeUInt32LE(value, offset);
    buffer.writeUInt32BE(value, offset + 4);
}
