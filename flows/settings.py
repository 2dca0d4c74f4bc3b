"""The settings of a run, typed and checked: a file, the environment and flags, the later overruling the earlier."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, PlainValidator, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from flows.executors import default_workers
from flows.meddra import files_in
from flows.places import ONE_STEP, Place, Url, cache_folder, place

CONFIG_FILE = "leaflets.toml"
_MIB = 1024 * 1024

Location = Annotated[Place, PlainValidator(place)]


def _mirrors() -> Path:
    return cache_folder() / "mirrors"


class Settings(BaseSettings):
    """Everything that a run can be told.

    Read from ``leaflets.toml`` in the working folder (``LEAFLETS_CONFIG`` names another), then from the environment
    (``LEAFLETS_WORKERS=4``), then from the command line.
    """

    model_config = SettingsConfigDict(env_prefix="LEAFLETS_", frozen=True, extra="forbid")

    raw: Location = Field(Path("raw"), description="Folder of leaflets, or its URL (fsspec).")
    output: Location = Field(Path("output"), description="Folder that snapshots are published in, or its URL.")
    mirror: Path = Field(default_factory=_mirrors, description="Folder for local copies of outputs that are URLs.")
    trust_store: bool = Field(
        False, description="Publish to a store that is not known to replace an object in one step: you vouch for it."
    )
    workers: int = Field(default_factory=default_workers, ge=0, le=256, description="Worker processes; 0: none.")
    dask: str | None = Field(
        None, pattern=r"^(tcp|tls|ws|wss|inproc|ucx)://", description="Scheduler of a Dask cluster."
    )
    chunk_leaflets: int = Field(
        64,
        ge=1,
        le=10_000,
        description="Leaflets that a worker takes at a time, unless it takes whole parts of tables.",
    )
    max_bytes: int = Field(32 * _MIB, ge=1, description="Largest file that is read.")
    trust_file_times: bool = Field(
        True, description="Do not read files whose size, times and inode are those of the run before."
    )
    max_pages: int = Field(3_000, ge=1, description="Most pages of a document that has pages (PDF).")
    max_seconds: float = Field(60.0, gt=0, description="Longest time that one document may take.")
    max_memory_bytes: int = Field(
        2048 * _MIB, ge=64 * _MIB, description="Most memory that a worker may add to its own."
    )
    max_quarantined_share: float = Field(1.0, ge=0, le=1, description="Largest share of files in quarantine.")
    max_unrecognised_share: float = Field(1.0, ge=0, le=1, description="Largest share of text not understood.")
    max_drop_share: float = Field(0.2, ge=0, le=1, description="Largest fall of leaflets or effects since the last.")
    max_rise_share: float = Field(0.1, ge=0, le=1, description="Largest rise of either share since the last.")
    accept_drop: bool = Field(False, description="Publish although the gate refuses.")
    full: bool = Field(False, description="Read every leaflet again.")
    keep_snapshots: int = Field(5, ge=1, le=1_000, description="Snapshots that are kept, the published one included.")
    keep_runs: int = Field(10_000, ge=1, description="Runs whose ledger, lineage and log are kept.")
    min_free_bytes: int = Field(
        64 * _MIB, ge=0, description="Least room on the output's disk for a run to begin; more where more is needed."
    )
    retries: int = Field(
        0,
        ge=0,
        le=100,
        description="Times that a run is tried again after what may pass by itself (serve: 2).",
    )
    retry_after_s: float = Field(60.0, ge=0, description="Pause before the first of them; doubled each time.")
    run_timeout_s: float | None = Field(None, gt=0, description="Longest time that a run may take.")
    meddra: Path | None = Field(None, description="Folder of a MedDRA release (ASCII files), for who holds a licence.")
    on_failure: str | None = Field(None, description="Command to run, or http(s) address to post to, when a run fails.")

    @field_validator("meddra")
    @classmethod
    def holds_a_release(cls, folder: Path | None) -> Path | None:
        """Refuse a folder that lacks one of the files."""
        if folder is not None:
            files_in(folder)
        return folder

    @model_validator(mode="after")
    def _can_be_kept(self) -> Self:
        """Refuse places that cannot give what a run promises."""
        if isinstance(self.output, Url) and self.output.schemes[-1] not in ONE_STEP and not self.trust_store:
            raise ValueError(
                f"output: {self.output.schemes[-1]}:// is not known to replace an object in one step, so that a reader "
                f"might see half a pointer; known are {', '.join(sorted(ONE_STEP))} (trust_store overrules)"
            )
        if isinstance(self.raw, Url) and self.raw.schemes[-1] == "memory" and (self.workers or self.dask):
            raise ValueError("raw: memory:// is seen by one process only; set workers to 0")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where settings come from, the strongest first."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())


def config_file() -> Path:
    """Return the path of the settings file, whether or not it is there."""
    return Path(os.environ.get("LEAFLETS_CONFIG", CONFIG_FILE))


def load(**given: Any) -> Settings:
    """Return the settings, ``given`` (flags; None: not given) overruling environment and file.

    Raises ValueError, with the name and the reason, for a value that is wrong.
    """
    if "LEAFLETS_CONFIG" in os.environ and not config_file().is_file():
        raise ValueError(f"LEAFLETS_CONFIG names {config_file()}, which is not there")
    return Settings(**{name: value for name, value in given.items() if value is not None})


def describe() -> str:
    """Return every setting with its value, its meaning and its variable."""
    settings = load()
    file = config_file()
    lines = [f"# {file}: {'read' if file.is_file() else 'not there'}; then the environment, LEAFLETS_NAME; then flags"]
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = f"# {name} =" if value is None else f"{name} = {_toml(value)}"
        lines += [f"\n# {field.description}  (LEAFLETS_{name.upper()})", shown]
    return "\n".join(lines)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str | Path | Url) else str(value)
