"use strict";
/* Coller un morceau de tableur dans une grille : les cases suivantes se remplissent.
   Sans ce fichier, la grille se tape case par case. */
for (const grille of document.querySelectorAll("[data-grille]")) {
  const aide = document.querySelector("[data-colle]");
  const dit = document.querySelector("[data-colle-dit]");
  if (aide) aide.hidden = false;

  const lignes = [...grille.tBodies[0].rows].filter((ligne) => ligne.querySelector("[data-colonne]"));
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
    let dehors = 0;
    cellules(texte).forEach((rangee, i) => rangee.forEach((valeur, j) => {
      const cible = caseDe(premiere + i, Number(depart.dataset.colonne) + j);
      if (!cible) { dehors += 1; return; }
      cible.value = valeur.trim();
      remplies += 1;
    }));
    if (dit) {
      const reste = dehors ? ` ${dehors} cellules ne tenaient pas dans la grille.` : "";
      dit.textContent = `${remplies} cases remplies, à relire avant d'envoyer.${reste}`;
    }
  });
}
