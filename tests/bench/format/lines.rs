//! lines.rs: the five lines of lines.c by core::fmt, into a buffer of fixed size.

use std::fmt::{self, Write};
use std::hint::black_box;

struct Buffer {
    bytes: [u8; 256],
    used: usize,
}

impl Write for Buffer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.used + text.len();
        let room = self.bytes.get_mut(self.used..end).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.used = end;
        Ok(())
    }
}

/// As every kernel's print! does it: one function, given the arguments' descriptions.
#[inline(never)]
fn print(out: &mut dyn Write, arguments: fmt::Arguments) -> fmt::Result {
    out.write_fmt(arguments)
}

fn format(line: u32, out: &mut Buffer) -> fmt::Result {
    out.used = 0;
    let (name, state) = (black_box("keyboard"), black_box("waiting"));
    let address = black_box(0xffffffff80001234u64);
    let (number, small) = (black_box(1234567i32), black_box(7u32));
    let (seconds, micros) = (black_box(12u64), black_box(345678u64));
    let polls = black_box(1234567u64);
    let what = black_box("write to a read-only page");
    match line {
        0 => print(out, format_args!("hello")),
        1 => print(out, format_args!("{}", number)),
        2 => print(
            out,
            format_args!(
                "[{:5}.{:06}] cpu{}: mapped 0x{:016x}",
                seconds, micros, small, address
            ),
        ),
        3 => print(
            out,
            format_args!(
                "page fault: {} at 0x{:016x}, error {:#x}, rip 0x{:016x}",
                what, address, small, address
            ),
        ),
        _ => print(
            out,
            format_args!("task {:4} {:16} {:8} polls {:10}", small, name, state, polls),
        ),
    }
}

#[no_mangle]
#[inline(never)]
fn measured(line: u32, out: &mut Buffer) {
    format(line, out).expect("the buffer is large enough");
}

fn main() {
    let line = std::env::args().nth(2).and_then(|word| word.parse().ok()).expect("a line's number");
    let mut out = Buffer { bytes: [0; 256], used: 0 };
    measured(line, black_box(&mut out));
    println!("{}", std::str::from_utf8(&out.bytes[..out.used]).expect("text"));
}
