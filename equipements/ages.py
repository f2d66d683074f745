"""Les âges en toutes lettres : en mois pour un EAJE, en années pour les autres."""


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
