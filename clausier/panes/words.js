// Every text of the pane that the server does not send. Written with ordinary spaces; `french`
// gives them the spaces and apostrophes of French typography when they leave.

const RULES = [
  [/'/g, "’"],
  [/ ([;!?])/g, "\u202f$1"],
  [/ ([:%€»])/g, "\u00a0$1"],
  [/« /g, "«\u00a0"],
];

/** Return `text` as French print has it; twice changes nothing. */
export function french(text) {
  return RULES.reduce((done, [pattern, put]) => done.replace(pattern, put), text);
}

const WORDS = {
  // State of the contract
  etat_pret: "Prêt",
  etat_a_completer: "À compléter",
  etat_a_corriger: "À corriger",
  etat_vide: "Rien à calculer",
  le_marche: "Le marché",
  // What is wrong, what is missing
  a_corriger: "À corriger",
  refus: "Cela n'a pas pu être fait",
  a_verifier: "À vérifier",
  et_aussi: "Voir les autres :",
  il_manque: "À préciser pour dire l'obligation",
  il_manque_aide: "Sans cela, l'obligation ne peut pas être dite. Rien n'est ajouté à votre fichier.",
  choisir: "Choisir…",
  quelle_feuille: "Quelle feuille lire ?",
  quelle_feuille_aide: "Le classeur a plusieurs tableaux de lots.",
  feuille: "Nom de la feuille",
  recalculer: "Recalculer",
  remplacer: "Remplacer ces valeurs par les heures calculées",
  mentions: "Mentions que la version définitive demandera",
  mentions_aide: "Elles se saisissent dans le classeur de clausier, feuille « Marché », ou dans le fichier marche.yaml joint aux pièces, à redonner ensuite ici.",
  sans_pieces: "Les pièces ne peuvent pas encore être produites",
  // Lots
  lots: "Lots",
  lot: "Lot",
  total: "Total du marché",
  raisonnement: "Le calcul",
  retenue: "Heures retenues après négociation",
  obligation: "Obligation",
  periodes: "Par période",
  comparer_lot: "Comparer les méthodes",
  voir_cellule: "Voir dans le classeur",
  tout_ouvrir: "Tout ouvrir",
  tout_fermer: "Tout fermer",
  // Comparison
  comparaison: "Ce que donnerait chaque méthode",
  retour: "Retour aux lots",
  autre_lot: "Lot comparé",
  de: "De",
  a: "à",
  calcul: "Calcul",
  heures: "Heures",
  ecart: "Écart",
  sources: "Données et sources",
  detail: "Toutes les données",
  calcul_du_lot: "calcul du lot",
  pourquoi: "Pourquoi ces différences",
  a_renseigner: "Pour appliquer d'autres méthodes, renseigner",
  sans_resultat: "Sans résultat avec ces données",
  en_attente: "Heures du marché encore incalculables",
  // Actions
  generer: "Générer les pièces",
  inserer: "Insérer dans mon CCAP",
  classeur_heures: "Classeur avec les heures",
  classeur_court: "Classeur rempli",
  redonner: "Donner le fichier corrigé",
  autre_fichier: "Choisir un autre fichier",
  calculer: "Calculer",
  verifier: "Vérifier",
  inserer_court: "Insérer…",
  pieces_en: "Version des pièces",
  projet: "Projet",
  projet_aide: "Ce qui manque est surligné dans les pièces",
  definitif: "Définitif",
  definitif_aide: "Refusé tant qu'une mention manque",
  // Insertion dialog
  inserer_titre: "Insérer les articles dans votre CCAP",
  inserer_aide:
    "Dans votre document Word, écrivez [CLAUSE INSERTION], seul dans un paragraphe, là où les articles " +
    "doivent venir. Ils prennent vos styles de titres ; rien d'autre ne change et votre fichier d'origine " +
    "n'est pas touché.",
  inserer_document: "Choisir votre CCAP (.docx)",
  inserer_aucun: "Aucun document choisi",
  inserer_faire: "Insérer les articles",
  annuler: "Annuler",
  // Results
  pret_a_telecharger: "Vos documents sont prêts",
  dossier_DCE: "pour les entreprises",
  dossier_interne: "pour vous seul",
  telecharger: "Télécharger",
  telecharge: "Le téléchargement a commencé. S'il ne vient pas, utilisez le bouton ci-dessus.",
  telecharge_excel:
    "Le fichier arrive dans vos téléchargements. Si Excel ne l'enregistre pas, ouvrez dans un navigateur :",
  fermer: "Fermer",
  // Progress
  lecture: "Lecture du fichier…",
  calcul_en_cours: "Calcul des heures…",
  verification: "Vérification du classeur…",
  comparaison_en_cours: "Comparaison des méthodes…",
  redaction: "Rédaction des pièces…",
  insertion: "Insertion dans votre document…",
  ecriture: "Écriture du classeur…",
  // Faults of the way there, not of the file
  arrete: "Le serveur de clausier ne répond pas.",
  arrete_poste: "Vérifiez que « clausier serveur » tourne encore sur ce poste, puis réessayez.",
  arrete_reseau: "Vérifiez votre connexion, puis réessayez ; sinon, prévenez votre administrateur.",
  trop_long: "Le serveur a mis trop de temps à répondre.",
  trop_long_remede: "Réessayez avec un classeur plus court, ou dans quelques minutes.",
  trop_gros: "Le fichier dépasse la taille acceptée, 25 Mo.",
  trop_gros_remede: "Gardez la feuille des lots seulement, sans images, puis réessayez.",
  imprevu: "Le serveur a rencontré une difficulté qu'il n'attendait pas.",
  imprevu_remede: "Réessayez ; si cela recommence, signalez-le à votre administrateur.",
  refuse: "Le serveur a refusé la demande.",
  excel_refuse: "Excel n'a pas laissé faire.",
  excel_refuse_remede:
    "Terminez la saisie en cours (Entrée), ôtez la protection de la feuille s'il y en a une, puis réessayez.",
  excel_ancien: "Cette version d'Excel ne convient pas au volet.",
  excel_ancien_remede: "Il faut Excel 2021 ou Microsoft 365 ; sinon, utilisez la page dans un navigateur.",
  cellule_absente: "Cette cellule n'est plus dans le classeur.",
  cellule_absente_remede: "Relancez « Vérifier » : les places seront relues.",
  change: "Le fichier a été modifié depuis que vous l'avez choisi.",
  change_remede: "Choisissez-le de nouveau : ses nouveaux chiffres seront lus.",
  reste_ici: "Votre fichier ne quitte pas cet ordinateur. Il est lu, puis oublié : rien n'est conservé.",
  rien_garde: "Il est lu, puis oublié : rien n'est conservé.",
  reessayer: "Réessayer",
  // Access
  acces_titre: "Code d'accès",
  acces_aide: "Ce serveur demande le code que votre administrateur vous a remis.",
  acces_code: "Code d'accès",
  acces_garder: "S'en souvenir sur ce poste",
  acces_entrer: "Entrer",
  acces_refuse: "Ce code n'est pas reconnu.",
};

/** Return a text of the pane, set in French; an unknown key is a mistake of ours. */
export function word(key) {
  if (!(key in WORDS)) throw new Error(`unknown text: ${key}`);
  return french(WORDS[key]);
}
