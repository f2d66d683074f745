"""Les âges en toutes lettres : en mois pour un EAJE, en années pour les autres."""

# Au-delà, l'âge a sans doute été écrit dans l'autre unité : six ans révolus ; jeunes majeurs.
_AU_PLUS = {"eaje": ("EAJE", "mois", 72), "alsh": ("ALSH", "années", 25)}


def ages_en_mots(bas: int | None, haut: int | None, unite: str) -> str:
    """« de 3 à 11 ans », « de 2 mois à 3 ans » ; vide si rien n'est renseigné.

    `unite` : « mois » ou « ans », celle des deux nombres.
    """
    de, a = _age_en_mots(bas, unite), _age_en_mots(haut, unite)
    if de and a:
        if de.split(" ")[1:] == a.split(" ")[1:]:
            de = de.split(" ")[0]
        return f"de {de} à {a}"
    if de:
        return f"à partir de {de}"
    return f"jusqu'à {a}" if a else ""


def _age_en_mots(age: int | None, unite: str) -> str:
    if age is None:
        return ""
    if unite == "mois" and (age < 24 or age % 12):
        return f"{age} mois"
    annees = age // 12 if unite == "mois" else age
    return f"{annees} an" if annees == 1 else f"{annees} ans"


def faute_d_age(type_: str, age_max: int | None) -> str:
    """Ce qui étonne d'un âge maximum ; vide s'il tient, ou si ce type n'en a pas."""
    sigle, unite, au_plus = _AU_PLUS.get(type_, ("", "", 0))
    if age_max is None or not sigle or age_max <= au_plus:
        return ""
    return f"L'âge d'un {sigle} se compte en {unite}, jusqu'à {au_plus}."
