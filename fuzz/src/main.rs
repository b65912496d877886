//! Writes the seeds of all targets: `seeds FOLDER [CORPORA]` makes a folder for each target in `FOLDER`.

use std::{fs, path::PathBuf};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().expect("a folder for the seeds");
    let corpora = arguments.next();
    let project = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    for (target, _) in sitegen_fuzz::targets::ALL {
        let own = folder.join(target);
        fs::create_dir_all(&own)?;
        for (number, seed) in sitegen_fuzz::seeds::seeds(target, &project, corpora.as_deref()).iter().enumerate() {
            fs::write(own.join(format!("seed-{number:04}")), seed)?;
        }
    }
    Ok(())
}
