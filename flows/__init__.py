"""Orchestration and everything that touches the disk: runs, snapshots, the command line."""
