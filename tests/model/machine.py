"""Three phones, two people, one server and a bad network: rules that Hypothesis strings together.

Every rule can always be applied and draws all it needs before it does anything, so that a run is decided by
Hypothesis alone and not by what a phone happens to have.
"""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.model.drain import drain
from tests.model.handsets import Device, Done, Handsets
from tests.model.invariants import RETENTION, Truth
from tests.model.ledger import Ledger
from tests.model.network import FATES, Network
from tests.model.server import START, Server, Template, server_public_key

PHONES = 3
HOUR, DAY, YEAR = 3_600_000, 86_400_000, 31_557_600_000
JUMPS = (3 * 60_000, -HOUR, DAY, -40 * DAY, 11 * YEAR, -11 * YEAR)
TROUBLE = {  # errors that an act may end with although nothing on the phone failed
    "finish": {"NotEnrolled"},
    "finishWhileSending": {"NotEnrolled"},
    "pull": {"Unreachable", "NotOurServer", "ServerRefusal"},
}

phones = st.integers(0, PHONES - 1)
fates = st.lists(st.sampled_from(FATES), max_size=4)
moments = st.integers(1, 28)
faults = st.one_of(
    st.none(),
    st.none(),
    st.builds(
        lambda kind, at: {"kind": kind, "at": at},
        st.sampled_from(["kill", "kill", "full", "broken"]),
        moments,
    ),
)
photos = st.lists(st.integers(0, 2), max_size=2)
people = st.integers(0, 1)


class Model(RuleBasedStateMachine):
    """`handsets` and `server` are shared by all runs; `steps` counts the rules of all of them."""

    handsets: ClassVar[Handsets]
    server: ClassVar[Server]
    steps: ClassVar[int] = 0
    counts: ClassVar[dict[str, int]] = {}

    @classmethod
    def prepare(cls, template: Template, folder: Path) -> None:
        cls.server = Server(template, folder)
        cls.handsets = Handsets(lambda device, request: cls.network.carry(device, request))
        cls.steps, cls.counts = 0, {}

    @classmethod
    def finish_all(cls) -> None:
        cls.handsets.close()
        cls.server.end()

    @initialize()
    def anew(self):
        self.server.begin()
        Model.network = self.network = Network(self.server)
        self.devices = self.handsets.anew(PHONES, int(START.timestamp() * 1000))
        self.ledger = Ledger(self.server, server_public_key(self.server))
        self.ledger.open()
        self.truth = Truth(self.ledger, self.devices)
        for device in self.devices:
            device.cookies |= self.server.template.cookies[device.number % 2]
            self._act(device, "signIn")
            self._act(device, "pull")
        self.server.back_up()

    # --- what people do ----------------------------------------------------------------------------

    @rule(phone=phones, photos=photos, machine=st.booleans(), fault=faults)
    def begin(self, phone, photos, machine, fault):
        self._act(self.devices[phone], "begin", fault=fault, **self._about(photos, machine))

    @rule(phone=phones, photo=st.integers(0, 2), fault=faults)
    def tap(self, phone, photo, fault):
        self._act(self.devices[phone], "tap", fault=fault, photo=photo)

    @rule(
        phone=phones, taps=st.integers(1, 2), photos=photos, machine=st.booleans(), fault=faults, fates=fates
    )
    def finish(self, phone, taps, photos, machine, fault, fates):
        self._finish(phone, "finish", taps, photos, machine, fault, fates)

    @rule(
        phone=phones, taps=st.integers(1, 2), photos=photos, machine=st.booleans(), fault=faults, fates=fates
    )
    def finish_while_sending(self, phone, taps, photos, machine, fault, fates):
        self._finish(phone, "finishWhileSending", taps, photos, machine, fault, fates)

    @rule(phone=phones, fault=faults, fates=fates)
    def send(self, phone, fault, fates):
        self._act(self.devices[phone], "send", fault=fault, fates=fates)

    @rule(phone=phones, fault=faults, fates=fates)
    def pull(self, phone, fault, fates):
        self._act(self.devices[phone], "pull", fault=fault, fates=fates)

    @rule(phone=phones, person=people, reload=st.booleans(), fault=faults, fates=fates)
    def sign_in(self, phone, person, reload, fault, fates):
        device = self.devices[phone]
        device.cookies = dict(self.server.template.cookies[person])
        if reload:
            self._act(device, "kill")
        self._act(device, "signIn", fault=fault, fates=fates)

    @rule(phone=phones, fault=faults, fates=fates)
    def sign_out(self, phone, fault, fates):
        self._act(self.devices[phone], "leave", fault=fault, fates=fates)

    @rule(phone=phones, courier=people, first=st.integers(0, 9))
    def carry(self, phone, courier, first):
        """Somebody else brings what this phone has, from a rescue file."""
        rows = sorted(self.devices[phone].rows.values(), key=lambda row: row["id"])[first : first + 9]
        self.server.push(self.server.template.cookies[courier], [row["jws"] for row in rows])

    # --- what happens to them ------------------------------------------------------------------------

    @rule(phone=phones)
    def kill(self, phone):
        self._act(self.devices[phone], "kill")

    @rule(phone=phones, by=st.sampled_from(JUMPS))
    def clock_jumps(self, phone, by):
        self.devices[phone].now += by

    @rule(which=st.integers(0, 11))
    def arrive(self, which):
        self.network.arrive(which)

    @rule(
        what=st.sampled_from(["restart", "back_up", "restore", "publish", "revoke"]), which=st.integers(0, 9)
    )
    def operate(self, what, which):
        if what == "restore":
            return self._restore()
        if what == "publish":
            return self.server.publish_again()
        if what == "revoke":
            return self.server.revoke(which)
        return getattr(self.server, what)()

    @rule(days=st.integers(1, 5))
    def days_pass(self, days):
        self.server.now += timedelta(days=days)
        for device in self.devices:
            device.now += days * DAY

    # --- and what must hold ---------------------------------------------------------------------------

    @invariant()
    def everything_holds(self):
        Model.steps += 1
        self.truth.hold()

    def teardown(self):
        if not sys.exc_info()[0]:  # a run that has failed already has told why
            drain(self)
        self.ledger.close()

    def _restore(self):
        """Within the retention, as promised: an older backup may miss what phones have let go."""
        if self.server.now - self.server.saved_at >= RETENTION:
            return self.server.back_up()
        self.ledger.close()
        self.server.restore()
        self.ledger.restored()
        return self.ledger.open()

    def _about(self, photos: list[int], machine: bool) -> dict[str, Any]:
        template = self.server.template
        place = {"equipment": template.press, "label": template.label} if machine else {"equipment": None}
        return {"guide": template.guide, "photos": photos, **place}

    def _finish(self, phone, act, taps, photos, machine, fault, fates):
        device = self.devices[phone]
        done = self._act(device, act, fault=fault, fates=fates, taps=taps, **self._about(photos, machine))
        if isinstance(done.value, list):
            assert len(done.value) == 1, "I2: two taps made two records"
            assert done.value[0] in self.truth.saved, "I1: shown as saved and not in the outbox"

    def _act(self, device: Device, act: str, *, fault=None, fates=(), **about: Any) -> Done:
        self.network.fates = list(fates)
        device.now += 20_000
        self.server.now += timedelta(seconds=20)
        done = self.handsets.act(device, act, fault, **about)
        Model.counts[act] = Model.counts.get(act, 0) + 1
        unexpected = done.error and not done.struck and done.error not in TROUBLE.get(act, ())
        assert not unexpected, f"I8: {act} ended with {done.message}"
        self.truth.acted(device, done)
        return done
