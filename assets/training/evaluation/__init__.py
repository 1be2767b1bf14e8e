"""Measuring exported models on held-out scenes, with diffusers' own schedulers and ensembling."""
