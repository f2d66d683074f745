"use strict";
/* Coller un morceau de tableur dans une grille : les cases suivantes se remplissent.
   Sans ce fichier, la grille se tape case par case. */
for (const grille of document.querySelectorAll("[data-grille]")) {
  const aide = document.querySelector("[data-colle]");
  const dit = document.querySelector("[data-colle-dit]");
  if (aide) aide.hidden = false;

  /* Une réponse acceptée n'a plus de case, mais garde sa ligne : ce qui la suit ne remonte pas. */
  const lignes = [...grille.tBodies[0].rows].filter((ligne) => "ligne" in ligne.dataset);
  const caseDe = (rang, colonne) => lignes[rang]?.querySelector(`[data-colonne="${colonne}"]`);

  /* Les cellules d'un tableur : tabulations, lignes, guillemets quand une cellule a des sauts. */
  const cellules = (texte) => {
    const rangees = [[""]];
    let entre = false;
    for (let i = 0; i < texte.length; i += 1) {
      const signe = texte[i];
      const rangee = rangees[rangees.length - 1];
      const debut = rangee[rangee.length - 1] === "";
      if (entre && signe === '"' && texte[i + 1] === '"') { rangee[rangee.length - 1] += '"'; i += 1; }
      else if (signe === '"' && (entre || debut)) entre = !entre;
      else if (!entre && signe === "\t") rangee.push("");
      else if (!entre && signe === "\n") rangees.push([""]);
      else if (signe !== "\r") rangee[rangee.length - 1] += signe;
    }
    const derniere = rangees[rangees.length - 1];
    if (derniere.length === 1 && derniere[0] === "") rangees.pop();
    return rangees;
  };

  grille.addEventListener("paste", (evenement) => {
    const depart = evenement.target.closest("[data-colonne]");
    const texte = evenement.clipboardData?.getData("text/plain") ?? "";
    if (!depart || !/[\t\n]/.test(texte.trimEnd())) return;
    evenement.preventDefault();
    const premiere = lignes.indexOf(depart.closest("tr"));
    let remplies = 0;
    let gardees = 0;
    let dehors = 0;
    const figees = new Set();
    cellules(texte).forEach((rangee, i) => rangee.forEach((brute, j) => {
      const valeur = brute.trim();
      const ligne = lignes[premiere + i];
      const cible = caseDe(premiere + i, Number(depart.dataset.colonne) + j);
      if (cible && valeur) { cible.value = valeur; remplies += 1; }
      else if (cible) gardees += cible.value ? 1 : 0;
      else if (ligne && !ligne.querySelector("[data-colonne]")) { if (valeur) figees.add(ligne.dataset.ligne); }
      else if (valeur) dehors += 1;
    }));
    if (dit) {
      const compte = (nombre, un, plusieurs) => `${nombre} ${nombre > 1 ? plusieurs : un}`;
      dit.textContent = [
        `${compte(remplies, "case remplie", "cases remplies")}, à relire avant d'envoyer.`,
        figees.size ? `Déjà accepté, donc laissé tel quel : ${[...figees].join(" ; ")}.` : "",
        gardees ? `Une cellule vide n'efface rien : ${compte(gardees, "case garde sa réponse", "cases gardent leur réponse")}.` : "",
        dehors ? `${compte(dehors, "cellule ne tenait", "cellules ne tenaient")} pas dans la grille.` : "",
      ].filter(Boolean).join(" ");
    }
  });
}
