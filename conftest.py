"""Makes pytest take the compiled modules for what they are, and refuse those that are older than their source."""

import os
from pathlib import Path

# Examples are collected from `guards.py` and the like, and run in the module that was compiled from it.
os.environ["PY_IGNORE_IMPORTMISMATCH"] = "1"

for _types in Path(__file__).parent.glob("src/cleanarticle/**/*.pxd"):
    for _source in _types.parent.glob(f"{_types.stem}.py*"):
        for _built in _types.parent.glob(f"{_types.stem}.*.so"):
            if _built.stat().st_mtime < max(_source.stat().st_mtime, _types.stat().st_mtime):
                raise SystemExit(f"{_built.name} is older than {_source.name}: python setup.py build_ext --inplace")
