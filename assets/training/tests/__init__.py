"""Tests: python -m unittest discover -s tests -t . (in assets/training)."""
