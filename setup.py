"""The compiled modules; all else about the build stands in pyproject.toml."""

from Cython.Build import cythonize
from setuptools import setup

setup(ext_modules=cythonize("src/cleanarticle/*.pyx", language_level=3))
