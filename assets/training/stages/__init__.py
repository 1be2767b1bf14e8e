"""The training methods: one file each, all run by the same loop."""
