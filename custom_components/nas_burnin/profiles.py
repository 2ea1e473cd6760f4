"""The named burn-ins a person can choose from."""

from dataclasses import dataclass, field

from .engine.model import Pattern, StageKind, SurfaceOptions


@dataclass(frozen=True, slots=True)
class Profile:
    """An ordered list of stages and how the surface is tested in them."""

    stages: tuple[StageKind, ...]
    options: SurfaceOptions = field(default_factory=SurfaceOptions)


STANDARD = "standard"

# Both end with zeros, so that a drive which passed is blank afterwards. Zeros alone
# would pass a drive that was blank before and loses every write.
PROFILES = {
    STANDARD: Profile((StageKind.SURFACE_VALIDATE,)),
    "quick": Profile(
        (StageKind.SURFACE_VALIDATE,),
        SurfaceOptions(patterns=(Pattern.AA, Pattern.X00)),
    ),
}

STAGES = (StageKind.SURFACE_VALIDATE,)
