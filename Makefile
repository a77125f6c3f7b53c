# Tout ce dont un contributeur a besoin. « make » seul affiche l'aide.
.POSIX:
.SUFFIXES:
SHELL = /bin/sh

BIN = .venv/bin
CODE = insertion docgen xlplugin clausier tests tools

.PHONY: aide exemple test lint format construire images verrous environnement outils \
  serveur charge bancs mutation nettoyer

aide:
	@echo "make exemple      installe clausier ici et produit les pièces du marché d'exemple"
	@echo "make test         installe les outils de test, puis vérifie tout"
	@echo "make lint         style, types et sens des imports"
	@echo "make format       met le code en forme"
	@echo "make construire   reconstruit les fichiers dérivés (classeurs, modèles, tableaux)"
	@echo "make images       refait les images de la documentation"
	@echo "make serveur      ouvre clausier dans le navigateur, sur ce poste"
	@echo "make bancs        mesure les fonctions et la lecture des classeurs"
	@echo "make charge       cinquante personnes pendant une minute"
	@echo "make mutation     éprouve les tests de insertion/ (environ une heure ; MODULES=\"law dated\")"
	@echo "make verrous      refait requirements/ à partir de pyproject.toml (demande uv)"
	@echo "make nettoyer     supprime l'environnement et les caches"

exemple:
	@sh tools/environment.sh run
	@$(BIN)/clausier exemple

environnement:
	@sh tools/environment.sh dev

outils:
	@sh tools/test-tools.sh

# Every check speaks, even after one has failed.
lint: environnement
	@failed=; \
	for check in "ruff check ." "ruff format --check ." "mypy --strict $(CODE)" lint-imports; do \
	  echo "--- $$check"; $(BIN)/$$check || failed="$$failed [$$check]"; \
	done; \
	[ -z "$$failed" ] || { echo "À corriger :$$failed"; exit 1; }

test: outils environnement
	@failed=; \
	$(MAKE) lint || failed=1; \
	echo "--- pytest"; $(BIN)/python -m pytest -n auto --dist loadscope || failed=1; \
	[ -z "$$failed" ] || { echo "Au moins une vérification a échoué (voir ci-dessus)."; exit 1; }

format: environnement
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

construire: environnement
	$(BIN)/python -m clausier.build

images: environnement outils
	$(BIN)/python tools/pictures.py

verrous:
	@sh tools/lock.sh

serveur: environnement
	@$(BIN)/clausier serveur --ouvrir

bancs: environnement
	@$(BIN)/python benchmarks/read_5000_lots.py
	@$(BIN)/python benchmarks/functions.py

charge: environnement
	@sh tools/load.sh

mutation: environnement
	@sh tools/mutation.sh $(MODULES)

nettoyer:
	rm -rf .venv .venv-mutation .venv-charge .mutation .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf tests/office/node_modules
