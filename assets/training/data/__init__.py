"""Scenes and their latents on disk, and the order in which training sees them."""
