"""The networks: diffusers' own classes, sized and started for small models."""
