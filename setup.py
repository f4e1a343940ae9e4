"""The compiled modules, and the index of the packs; all else about the build stands in pyproject.toml."""

import os
import subprocess
import sys
from pathlib import Path

from Cython.Build import cythonize
from setuptools import setup
from setuptools.command.build_ext import build_ext

SOURCE = Path("src/cleanarticle").resolve()


class BuildIndexToo(build_ext):
    """Compiles, and has what was compiled write the index of the packs."""

    def run(self) -> None:
        """Build the extensions, then the index beside the packs."""
        if self.compiler is None and os.name == "posix":
            for extension in self.extensions:
                # Names for a debugger are five sixths of a module.
                extension.extra_compile_args.append("-g0")
                extension.extra_link_args.extend(["-s"] if sys.platform.startswith("linux") else [])
        super().run()
        root = Path("src" if self.inplace or self.editable_mode else self.build_lib).resolve()
        code = f"import sys; sys.path.insert(0, {str(root)!r}); import cleanarticle.rules.index as i;"
        code += f"i.write_index(package=i.Path({str(SOURCE)!r}))"
        subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 -- our own code


# Modules in plain Python with a .pxd beside them are compiled too.
PLAIN = [path.with_suffix(".py") for path in sorted(Path("src/cleanarticle").rglob("*.pxd"))]
COMPILED = [str(path) for path in PLAIN if path.exists()]

setup(
    ext_modules=cythonize(
        ["src/cleanarticle/**/*.pyx", *COMPILED],
        build_dir="build",
        # Types stand in the .pxd alone; what an annotation says is for readers and mypy.
        compiler_directives={"language_level": 3, "annotation_typing": False},
    ),
    options={"build_ext": {"parallel": True}},
    cmdclass={"build_ext": BuildIndexToo},
)
