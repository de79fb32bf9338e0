"""One database: SQLite that survives a power cut, or PostgreSQL. One request is one transaction."""

import contextlib
import contextvars
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from flask import Flask, Response, current_app, request, stream_with_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Engine, Integer, LargeBinary, MetaData, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from app.core import postgresql

SAFE = {"GET", "HEAD", "OPTIONS"}
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)
Large = BigInteger().with_variant(Integer(), "sqlite")  # bytes of a file: beyond 2 GiB on either
_writing: contextvars.ContextVar[bool] = contextvars.ContextVar("writing", default=False)


class Moment(TypeDecorator[datetime]):
    """A UTC time: aware in Python, whatever the engine keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value, dialect):
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class as_bytes(FunctionElement[bytes]):  # noqa: N801  (a function in SQL)
    """A column as the bytes of its text, whatever somebody put there."""

    type = LargeBinary()
    inherit_cache = True


@compiles(as_bytes)
def _as_bytes(element, compiler, **kwargs):
    return f"CAST(CAST({compiler.process(element.clauses, **kwargs)} AS VARCHAR) AS BLOB)"


@compiles(as_bytes, "postgresql")
def _as_bytes_in_postgresql(element, compiler, **kwargs):
    return f"convert_to(CAST({compiler.process(element.clauses, **kwargs)} AS VARCHAR), 'UTF8')"


class Counter(Base):
    """A named number that only grows; its row is the lock that makes commit order sequence order."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


def next_value(session: Session, name: str, count: int = 1) -> int:
    """Allot `count` numbers and return the first; held until the transaction ends."""
    found = session.execute(
        text("UPDATE counter SET value = value + :count WHERE name = :name RETURNING value"),
        {"count": count, "name": name},
    ).scalar_one_or_none()
    if found is None:
        session.add(Counter(name=name, value=count))
        session.flush()
        found = count
    return found - count + 1


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside take the database's one write lock at once, not half-way."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def slow_body(view: Callable) -> Callable:
    """Mark a writing view whose bytes come slowly: it begins without the lock and uses `unlocked`."""
    view.slow_body = True  # type: ignore[attr-defined]
    return view


@contextlib.contextmanager
def unlocked(session: Session) -> Iterator[None]:
    """Wait for bytes, or read, while others write; after it the request writes. Rows read before stay."""
    session.expunge_all()
    session.rollback()
    try:
        yield
    finally:
        session.rollback()
        _writing.set(True)


@contextlib.contextmanager
def ahead(session: Session) -> Iterator[None]:
    """A short write before long work, committed at once: all of it or nothing. Others write meanwhile."""
    session.rollback()
    with writing():
        try:
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextlib.contextmanager
def apart(session: Session) -> Iterator[None]:
    """A short write of a request that reads, committed at once; the reading goes on when it fails."""
    with contextlib.suppress(OperationalError), ahead(session):
        yield


def streamed(parts: Iterable[str]) -> Iterator[str]:
    """Parts of an answer that are read while it is sent, with the request's session or a new one.

    Flask has given the request's connection back before the first part is read; what is read then takes
    another, and whether that ends or breaks off, it goes back here.
    """
    session = db.session()

    def sent() -> Iterator[str]:
        try:
            yield from parts
        finally:
            session.close()
            db.session.remove()

    return stream_with_context(sent())


def install(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)
        else:
            postgresql.prepare(db.engine, _writing.get)
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_request(_end)


def _begin() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    _writing.set(request.method not in SAFE and not hasattr(view, "slow_body"))


def _finish(response: Response) -> Response:
    """The one place where a request commits; a refusal rolls back."""
    if request.method in SAFE or response.status_code >= 400:
        db.session.rollback()
        return response
    return _refused_commit() or response


def _end(_error: BaseException | None) -> None:
    _writing.set(False)


def _refused_commit() -> Response | None:
    """Commit; the answer to give instead when the database cannot: a full disk often shows only here."""
    try:
        db.session.commit()
    except OperationalError as error:
        db.session.rollback()
        return current_app.make_response(current_app.handle_user_exception(error))
    return None


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection, _record):
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
            connection.execute(f"PRAGMA {pragma}")
        if connection.execute("PRAGMA synchronous").fetchone() != (2,):
            raise RuntimeError("SQLite does not keep synchronous=FULL: records would not be safe.")

    @event.listens_for(engine, "begin")
    def begun(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
