//! Arguments in, exit code out.
fn main() -> std::process::ExitCode {
    sitegen::cli::main()
}
