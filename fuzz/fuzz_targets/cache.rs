//! See `targets::cache`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sitegen_fuzz::targets::cache(bytes));
