"""What an appraiser wrote beside the amounts of a household."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.stages.appraisal.book.models import BookLine
from workflow.stages.people.models import Member


class BookPerson(Base):
    """Whom an appraiser names as a household's credit representative (None: whoever the lists call it by), and what
    they know of what the file lacks. A household without a row: nothing was written, so that the usual one stands."""

    __tablename__ = "book_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("book_line.id"), unique=True)
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    id_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    id_number = Sealed("id_number_sealed")
    phone = Sealed("phone_sealed")
    address = Sealed("address_sealed")
    line: Mapped[BookLine] = relationship()
    representative: Mapped[Member | None] = relationship()
