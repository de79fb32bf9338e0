"""Which column of a file holds which fact."""

import unicodedata
from collections.abc import Mapping

FIELDS = {
    "tag": "Tag",
    "name": "Name",
    "equipment_type": "Type",
    "area": "Area",
    "serial": "Serial number",
    "contact": "Contact",
    "status": "Status",
    "hazards": "Hazards",
    "ppe": "PPE",
}
NEEDED = ("tag", "name", "equipment_type", "area")  # for equipment that is not there yet
# What columns are called in the files people have; the first that fits wins, an exact name before all.
CALLED = {
    "tag": """
        tag id number no nr asset assetid assetnumber assettag equipmentid equipmentnumber inventorynumber
        code anlagennummer inventarnummer equipmentnummer kennzeichen numero matricule codigo etiqueta""",
    "name": """
        name equipment equipmentname machine machinename asset assetname title description bezeichnung
        maschine anlage benennung nom designation equipement nombre equipo maquina denominazione nome""",
    "equipment_type": """
        type equipmenttype machinetype model class category family typ maschinentyp modell kategorie categorie
        modele tipo clase categoria modello""",
    "area": """
        area location place hall line department zone building areapath bereich standort ort halle linie
        abteilung lieu emplacement atelier ubicacion linea reparto ubicazione""",
    "serial": """
        serial serialnumber serialno sn seriennummer fabriknummer numerodeserie numserie matricola""",
    "contact": """
        contact contactperson responsible owner phone telephone ansprechpartner kontakt verantwortlich telefon
        responsable contacto referente""",
    "status": "status state condition zustand betriebsstatus etat statut estado stato",
    "hazards": "hazards hazard dangers danger risks risk gefahren gefahr risques risque peligros pericoli",
    "ppe": "ppe protection protectiveequipment personalprotectiveequipment psa schutzausrustung epi dpi",
}


def matched(header: list[str]) -> dict[str, int]:
    """The column of each fact, by the names people give them; each column once."""
    known = [_key(name) for name in header]
    found: dict[str, int] = {}
    for rank in range(max(len(names.split()) for names in CALLED.values())):
        for field, names in CALLED.items():
            called = names.split()
            if field in found or rank >= len(called) or called[rank] not in known:
                continue
            column = known.index(called[rank])
            if column not in found.values():
                found[field] = column
    return found


def chosen(said: Mapping[str, str], width: int) -> dict[str, int]:
    """The columns that somebody chose, `{"tag": "0", "name": ""}`; what is no column is left out."""
    found: dict[str, int] = {}
    for field in FIELDS:
        text = said.get(field, "")
        if text.isdecimal() and len(text) < 4 and int(text) < width:
            found[field] = int(text)
    return found


def _key(name: str) -> str:
    """Letters and digits without accents or capitals: "Numéro de série" is "numerodeserie"."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(one for one in plain if one.isalnum())
