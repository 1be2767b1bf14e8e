"""Procedural scenes with exact depth and normals: one integer is one scene, at any size."""
