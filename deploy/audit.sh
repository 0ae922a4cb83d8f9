#!/usr/bin/env bash
# `make audit`: the list of what the site runs on (var/sbom.json, CycloneDX), and what is known against it.
# Exit code 0: nothing known. 1: something is, it is named. 3: not audited, or not all of it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash deploy/setup.sh
constraints="$PWD/deploy/build-constraints.txt"
export PIP_CONSTRAINT=$constraints PIP_BUILD_CONSTRAINT=$constraints PIP_USE_PEP517=1 PIP_DISABLE_PIP_VERSION_CHECK=1
tools=var/audit/tools site=var/audit/site

# The tools lie apart, and the site's environment holds requirements.txt and nothing else, not even pip.
stamp=$(cat requirements.txt deploy/requirements-audit.txt deploy/build-constraints.txt <(.venv/bin/python -V) | sha256sum)
if [ "$(cat var/audit/made 2>/dev/null)" != "$stamp" ]; then
    rm -rf var/audit
    .venv/bin/python -m venv $tools
    .venv/bin/python -m venv --without-pip $site
    $tools/bin/python -m pip install --quiet -r deploy/requirements-audit.txt \
        && $tools/bin/python -m pip --python $site/bin/python install --quiet -r requirements.txt \
        || { echo '!! NOT audited: the packages could not be installed (see above).' >&2; exit 3; }
    echo "$stamp" >var/audit/made
fi

$tools/bin/cyclonedx-py environment --output-reproducible --of JSON -o var/sbom.json $site/bin/python
echo "== var/sbom.json: $($tools/bin/python -c 'import json; print(len(json.load(open("var/sbom.json"))["components"]))') packages"

# --strict: a package that cannot be looked up is a failure, not a line that nobody reads.
# The report is written only when all were looked up; pip-audit ends with 1 in either case.
rm -f var/audit/report.json
if $tools/bin/pip-audit --strict --progress-spinner off --timeout 30 --format json --output var/audit/report.json \
    --path "$(echo $site/lib/python*/site-packages)"; then
    exit 0
elif [ -s var/audit/report.json ]; then
    echo '!! Known vulnerabilities: see var/audit/report.json' >&2
    exit 1
fi
echo '!! NOT audited: the advisory service could not be asked about every package (see above). This is no good news.' >&2
exit 3
