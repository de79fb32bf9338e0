"""Labels: a printed code that means a piece of equipment."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, Moment


class Label(Base):
    """States: unbound, bound, retired. The code names no host and gives no permission."""

    __tablename__ = "label"
    code: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    state: Mapped[str] = mapped_column(default="bound")
    equipment_id: Mapped[str | None] = mapped_column(ForeignKey("equipment.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
