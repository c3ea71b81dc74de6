// boot.mjs: boots an image in v86 and writes down what it says; tests/boot/v86.py calls it.
//
// usage: node boot.mjs LIBRARY BIOS VGABIOS hda|fda|cdrom IMAGE FOLDER
//
// FOLDER/serial.log gets the bytes of COM1, FOLDER/screen.txt the text screen as it is now. Runs
// until it is ended by a signal.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [library, bios, vgaBios, drive, image, folder] = process.argv.slice(2);
const { V86 } = await import(pathToFileURL(library));

function file(name) {
    const bytes = readFileSync(name);
    return { buffer: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
}

const machine = new V86({
    wasm_path: path.join(path.dirname(library), "v86.wasm"),
    memory_size: 64 << 20,
    vga_memory_size: 2 << 20,
    bios: file(bios),
    vga_bios: file(vgaBios),
    [drive]: file(image),
    disable_keyboard: true,
    disable_speaker: true,
    autostart: true,
});

let sent = [];
machine.add_listener("serial0-output-byte", byte => sent.push(byte));

const rows = Array.from({ length: 25 }, () => Array(80).fill(" "));
machine.add_listener("screen-put-char", ([row, column, character]) => {
    if (row < rows.length && column < rows[row].length) {
        rows[row][column] = String.fromCharCode(character);
    }
});

setInterval(() => {
    appendFileSync(path.join(folder, "serial.log"), Buffer.from(sent));
    sent = [];
    const text = rows.map(row => row.join("").trimEnd()).join("\n");
    writeFileSync(path.join(folder, "screen.txt"), text.trimEnd());
}, 50);
