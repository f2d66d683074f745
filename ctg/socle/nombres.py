"""Les nombres écrits comme on les lit en français, à l'écran, sur papier et dans les graphiques."""

from decimal import ROUND_HALF_UP, Context, Decimal

ESPACE_INSECABLE = "\u00a0"
ESPACE_FINE = "\u202f"
MOINS = "\u2212"

Nombre = int | float | Decimal

# Assez de chiffres pour qu'aucun montant ne soit arrondi avant l'affichage.
_PRECISION = Context(prec=60)


def nombre_fr(x: Nombre, decimales: int | None = None) -> str:
    """Un nombre s'écrit avec une virgule et des milliers séparés par une espace fine insécable.

    `decimales` fixe le nombre de chiffres après la virgule ; sans lui, il y en a le moins possible
    et deux au plus. L'arrondi est celui de l'école (2,5 donne 3). Le signe moins est U+2212.
    Lève `ValueError` pour un infini ou une valeur qui n'est pas un nombre : une valeur inconnue
    est `None` chez l'appelant, qui écrit « non renseigné ».
    Source : Lexique des règles typographiques en usage à l'Imprimerie nationale.
    """
    # `str` évite les chiffres parasites de la représentation binaire (0.1 reste 0,1).
    exact = Decimal(str(x)) if isinstance(x, float) else Decimal(x)
    if not exact.is_finite():
        raise ValueError("Ce nombre n'est pas fini : il ne s'écrit pas.")
    pas = Decimal(1).scaleb(-(2 if decimales is None else decimales))
    arrondi = exact.quantize(pas, rounding=ROUND_HALF_UP, context=_PRECISION)
    chiffres = f"{abs(arrondi):,f}"
    if decimales is None and "." in chiffres:
        chiffres = chiffres.rstrip("0").rstrip(".")
    ecrit = chiffres.replace(",", ESPACE_FINE).replace(".", ",")
    return f"{MOINS}{ecrit}" if arrondi < 0 else ecrit


def quantite_fr(x: Nombre, unite: str = "", decimales: int | None = None) -> str:
    """Un nombre suivi de son unité, que rien ne sépare en fin de ligne : « 33 % », « 1 200 € ».

    L'unité, écrite au pluriel, s'accorde : « 12 projets », « 1 projet ».
    """
    nombre = nombre_fr(x, decimales)
    if unite and -2 < x < 2:
        unite = au_singulier(unite)
    return f"{nombre}{ESPACE_INSECABLE}{unite}" if unite else nombre


# Ce qui suit n'est plus l'unité : « enfants de moins de 3 ans » compte des enfants.
_LIAISONS = frozenset(("de", "du", "des", "par", "en", "à", "au", "aux", "pour", "sur", "dans"))
# fmt: off
# Le s de ces mots n'est pas un pluriel.
_INVARIABLES = frozenset((
    "ailleurs", "ananas", "bras", "cadenas", "cas", "clos", "compas", "concours", "contretemps",
    "corps", "cours", "discours", "divers", "dos", "enclos", "envers", "fils", "fonds", "gens",
    "gras", "gros", "hors", "héros", "matelas", "mets", "moins", "ours", "parcours", "pays",
    "plusieurs", "poids", "printemps", "propos", "puits", "recours", "remords", "repas", "repos",
    "revers", "secours", "sens", "temps", "tiers", "toujours", "travers", "univers", "vers",
))
# Leurs mots sont aussi souvent invariables (relais, processus, succès) : hors de `_SURS`, ces fins
# ne s'accordent pas. Un pluriel resté se lit mieux qu'un mot abîmé.
_DOUTEUSES = ("is", "us", "ès", "ss")
_SURS = frozenset((
    "abris", "accomplis", "amis", "appuis", "balais", "choisis", "défis", "définis", "délais",
    "emplois", "ennuis", "envois", "essais", "fournis", "garantis", "lois", "midis", "quais",
    "remplis", "renvois", "réunis", "réussis", "servis", "suivis", "établis",
    "aperçus", "attendus", "connus", "contenus", "conçus", "entendus", "individus", "maintenus",
    "menus", "obtenus", "perdus", "pourvus", "prévus", "reconnus", "rendus", "retenus", "revenus",
    "revus", "reçus", "soutenus", "tenus", "tissus", "vendus", "venus", "élus",
))
_EN_X = frozenset(("aveux", "enjeux", "jeux", "lieux", "milieux", "vœux"))
# fmt: on


def au_singulier(unite: str) -> str:
    """« projets revus » donne « projet revu » ; un mot dont on doute reste ce qu'il est."""
    mots = unite.split(" ")
    for rang, mot in enumerate(mots):
        if mot in _LIAISONS or "'" in mot or "’" in mot:
            break
        mots[rang] = "-".join(_mot_au_singulier(partie) for partie in mot.split("-"))
    return " ".join(mots)


def _mot_au_singulier(mot: str) -> str:
    cle = mot.lower()
    # Un sigle ne s'accorde pas ; « ans » ni « bus » non plus.
    if len(mot) < 4 or mot.isupper() or cle in _INVARIABLES:
        return mot
    if cle.endswith(_DOUTEUSES) and cle not in _SURS:
        return mot
    return mot[:-1] if cle.endswith(("s", "eaux")) or cle in _EN_X else mot


def taille_fr(octets: int) -> str:
    """La taille d'un fichier telle qu'on la lit : « 340 octets », « 12 ko », « 1,2 Mo »."""
    if octets < 1024:
        return quantite_fr(octets, "octet" if octets < 2 else "octets")
    if octets < 1024 * 1024:
        return quantite_fr(octets / 1024, "ko", 0)
    mega = octets / (1024 * 1024)
    return quantite_fr(mega, "Mo", 1 if mega < 10 else 0)
