"""The settings of a run, typed and checked: a file, the environment and flags, the later overruling the earlier."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from flows.executors import default_workers


class Settings(BaseSettings):
    """Everything that a run can be told."""

    model_config = SettingsConfigDict(env_prefix="LEAFLETS_", frozen=True, extra="forbid")

    raw: Path = Field(description="Folder of leaflets.")
    output: Path = Field(description="Folder that snapshots are published in.")
    workers: int = Field(default_factory=default_workers, ge=0, le=256, description="Worker processes; 0: none.")
    chunk_leaflets: int = Field(default=64, ge=1, le=10_000, description="Leaflets that a worker takes at a time.")
    max_bytes: int = Field(default=32 * 1024 * 1024, ge=1, description="Largest file that is read.")
