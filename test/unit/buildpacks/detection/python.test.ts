import t from 'tap';
import { checkRows } from './table.ts';

const requirements = { 'requirements.txt': 'requests==2.32\n' };
const standard = { 'requirements.txt': 'requests\n' };
const project = (rest = '') => `[project]\nname = "shop"\ndependencies = ["requests>=2"]\n${rest}`;
const uvLock = '[[package]]\nname = "requests"\nversion = "2.32"\n';
const pins = {
  ...standard,
  '.python-version': '# the version of production\n3.11\n',
  'runtime.txt': 'python-3.10.4\n',
  'pyproject.toml': '[project]\nname = "a"\nrequires-python = ">=3.9, <3.13"\n',
  '.tool-versions': 'nodejs 20.1.0\npython 3.8.1\n',
};
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(pins).filter(([name]) => !names.includes(name)));
const isSetUp = /^python3 -m venv \/home\/app\/\.tools && .*pip install -q/;
const makesVenv = 'python3 -m venv --without-pip .venv';
const forgets = /find \.venv -name uv_cache\.json -delete/;
const compiles = /compileall .*unchecked-hash \.venv/;

t.test('which files are Python', (t) => {
  checkRows(t, [
    { it: 'requirements.txt', files: requirements, is: 'python, told by requirements.txt' },
    { it: 'Python before Node.js', files: { ...requirements, 'package.json': '{}' }, is: 'python, told by requirements.txt' }, // biome-ignore format: a table
    { it: 'a script alone', files: { 'main.py': '' }, is: 'python, told by main.py', runs: [], kept: [], processes: { web: 'python main.py' } }, // biome-ignore format: a table
    { it: 'a script that a Procfile runs', files: { Procfile: '# all\ncron: sh tick\nweb: python3 -u web.py $PORT\n', 'web.py': '' }, is: 'python, told by web.py in Procfile', runs: [], processes: {} }, // biome-ignore format: a table
    { it: 'a script of a Procfile that is not there', files: { Procfile: 'web: python3 web.py\n', 'shop.py': '' }, fails: ['no_language', /2 files/] }, // biome-ignore format: a table
    { it: 'a script of a Procfile beside a package.json', files: { Procfile: 'web: node a.js\nworker: python3 b.py\n', 'b.py': '', 'package.json': '{}' }, is: 'node, told by package.json' }, // biome-ignore format: a table
    { it: 'a script beside a package.json', files: { 'main.py': '', 'package.json': '{}' }, is: 'node, told by package.json' }, // biome-ignore format: a table
    { it: 'a pyproject.toml that only sets up tools', files: { 'pyproject.toml': '[tool.ruff]\nline-length = 120\n', 'package.json': '{}' }, is: 'node, told by package.json' }, // biome-ignore format: a table
    { it: 'a pyproject.toml that names a project', files: { 'pyproject.toml': project(), 'package.json': '{}' }, is: 'python, told by pyproject.toml' }, // biome-ignore format: a table
    { it: 'a pyproject.toml that is no TOML', files: { 'pyproject.toml': '[project]\nname = shop\n' }, fails: ['bad_toml', /pyproject\.toml line 2: .*Mend/] }, // biome-ignore format: a table
  ]);
  t.end();
});

t.test('which version', (t) => {
  checkRows(t, [
    { it: 'the environment wins over all files', files: pins, env: { PYTHON_VERSION: '3.12' }, runtimes: ['python 3.12, PYTHON_VERSION in the environment'] }, // biome-ignore format: a table
    { it: '.python-version is next', files: pins, runtimes: ['python 3.11, .python-version'] },
    { it: 'then runtime.txt', files: without('.python-version'), runtimes: ['python 3.10.4, runtime.txt'] },
    { it: 'then requires-python', files: without('.python-version', 'runtime.txt'), runtimes: ['python >=3.9, <3.13, requires-python in pyproject.toml'] }, // biome-ignore format: a table
    { it: 'then .tool-versions', files: without('.python-version', 'runtime.txt', 'pyproject.toml'), runtimes: ['python 3.8.1, .tool-versions'] }, // biome-ignore format: a table
    { it: 'mise.toml', files: { ...standard, 'mise.toml': '[tools]\npython = ["3.12", "3.11"]\n' }, runtimes: ['python 3.12, tools in mise.toml'] }, // biome-ignore format: a table
    { it: 'the standard', files: standard, runtimes: ['python 3.13, no version asked for: the standard'] },
    { it: 'Pipfile', files: { Pipfile: '[requires]\npython_version = "3.11"\n' }, runtimes: ['python 3.11, python_version in Pipfile'] }, // biome-ignore format: a table
    { it: "Poetry's own way", files: { 'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.10"\n' }, runtimes: ['python ^3.10, tool.poetry.dependencies in pyproject.toml'] }, // biome-ignore format: a table
    { it: 'a file in the encoding of Windows', files: { ...standard, '.python-version': '\uFEFF3.11\r\n' }, runtimes: ['python 3.11, .python-version'] }, // biome-ignore format: a table
    { it: 'no CPython', files: { ...standard, '.python-version': '\npypy3.10-7.3\n' }, fails: ['bad_python_version', /"pypy3\.10-7\.3".*\.python-version line 2/] }, // biome-ignore format: a table
    { it: 'several versions', files: { ...standard, '.python-version': '3.12\n3.11\n' }, fails: ['bad_python_version', /several/] }, // biome-ignore format: a table
    { it: 'an empty file', files: { ...standard, 'runtime.txt': '# none\n' }, fails: ['bad_python_version', /runtime\.txt names no Python version.*python-3/] }, // biome-ignore format: a table
    { it: 'no specifier', files: { 'pyproject.toml': '[project]\nname = "a"\nrequires-python = "new"\n' }, fails: ['bad_python_version', /"new".*requires-python in pyproject\.toml/] }, // biome-ignore format: a table
  ]);
  t.end();
});

t.test('which tool installs', (t) => {
  checkRows(t, [
    { it: 'pip', files: requirements, runs: [/pip==/, makesVenv, /pip --python \.venv.* -r requirements\.txt$/, compiles], kept: ['.venv'] }, // biome-ignore format: a table
    { it: 'an empty requirements.txt', files: { 'requirements.txt': '# nothing yet\n' }, runs: [], kept: [] },
    { it: 'uv, and not the project itself', files: { 'pyproject.toml': project(), 'uv.lock': uvLock }, runs: [/uv==/, makesVenv, /uv sync --locked .*--no-install-project$/, compiles] }, // biome-ignore format: a table
    { it: 'uv, and the project after its packages', files: { 'pyproject.toml': project('[build-system]\nrequires = []\n'), 'uv.lock': uvLock }, runs: [/uv==/, makesVenv, /--no-install-project$/, compiles, /uv sync --locked/, forgets] }, // biome-ignore format: a table
    { it: 'uv with members of a workspace', files: { 'pyproject.toml': project('[tool.uv.workspace]\nmembers = ["lib"]\n'), 'uv.lock': uvLock }, runs: [/uv==/, makesVenv, /uv sync --locked (?!.*--no-install)/, forgets, compiles] }, // biome-ignore format: a table
    { it: 'Poetry', files: { 'pyproject.toml': project(), 'poetry.lock': '' }, runs: [/poetry==/, makesVenv, /poetry export --only main/, /--no-deps -r/, compiles] }, // biome-ignore format: a table
    { it: 'Poetry, and the package of the project', files: { 'pyproject.toml': project('[build-system]\nrequires = []\n'), 'poetry.lock': '', 'src/shop/__init__.py': '' }, runs: [/poetry==/, makesVenv, /export/, /pip/, compiles, /poetry install --only-root/] }, // biome-ignore format: a table
    { it: 'Poetry without a lockfile', files: { 'pyproject.toml': '[tool.poetry.dependencies]\nrequests = "*"\n' }, runs: [/poetry==/, /poetry lock$/, makesVenv, /export/, /pip/, compiles], notes: [/no lockfile.*poetry lock/] }, // biome-ignore format: a table
    { it: 'Pipenv', files: { Pipfile: '[packages]\nrequests = "*"\n', 'Pipfile.lock': '{}' }, runs: [/pipenv==/, makesVenv, /pipenv install --deploy$/, compiles], notes: [] }, // biome-ignore format: a table
    { it: 'Pipenv without a lockfile', files: { Pipfile: '[packages]\nrequests = "*"\n' }, runs: [isSetUp, makesVenv, /--skip-lock$/, compiles], notes: [/no lockfile/] }, // biome-ignore format: a table
    { it: 'a pyproject.toml alone', files: { 'pyproject.toml': project() }, runs: [/uv==/, makesVenv, /uv pip install .*-r pyproject\.toml$/, compiles], notes: [/no lockfile.*uv lock/] }, // biome-ignore format: a table
    { it: 'a setup.py alone', files: { 'setup.py': '' }, runs: [isSetUp, makesVenv, /--editable \.$/, compiles], notes: [/no requirements\.txt/] }, // biome-ignore format: a table
    { it: 'requirements.txt beside a pyproject.toml', files: { ...requirements, 'pyproject.toml': project() }, runs: [/pip==/, makesVenv, /requirements\.txt$/, compiles] }, // biome-ignore format: a table
    { it: 'two tools at once', files: { ...requirements, 'pyproject.toml': project(), 'poetry.lock': '' }, fails: ['ambiguous_packages', /requirements\.txt \(pip\), poetry\.lock \(Poetry\)/] }, // biome-ignore format: a table
    { it: 'PDM', files: { 'pyproject.toml': project(), 'pdm.lock': '' }, fails: ['unsupported_packages', /pdm\.lock.*pdm export --prod/] }, // biome-ignore format: a table
    { it: 'what PDM has exported', files: { ...requirements, 'pdm.lock': '' }, runs: [/pip==/, makesVenv, /requirements\.txt$/, compiles], notes: [/pdm\.lock is not read/] }, // biome-ignore format: a table
  ]);
  t.end();
});

t.test('what it starts', (t) => {
  const flask = { 'requirements.txt': 'Flask\ngunicorn\n' };
  const manage = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")';
  const django = { 'manage.py': manage, 'mysite/settings.py': 'STATIC_ROOT = "static"\n', 'mysite/wsgi.py': '' };
  checkRows(t, [
    { it: 'Flask', files: { ...flask, 'app.py': 'app = Flask(__name__)\n' }, processes: { web: 'gunicorn --bind 0.0.0.0:$PORT app:app' }, notes: [/Flask was found in app\.py.*guess/] }, // biome-ignore format: a table
    { it: "Flask's application factory", files: { ...flask, 'wsgi.py': 'from flask import Flask\ndef create_app(config=None):\n' }, processes: { web: "gunicorn --bind 0.0.0.0:$PORT 'wsgi:create_app()'" } }, // biome-ignore format: a table
    { it: 'Flask without a web server', files: { 'requirements.txt': 'flask\n', 'app.py': 'app = flask.Flask(__name__)\nif __name__ == "__main__":\n  app.run()\n' }, processes: { web: 'python app.py' }, notes: [/add gunicorn/] }, // biome-ignore format: a table
    { it: 'FastAPI', files: { 'requirements.txt': 'fastapi\nuvicorn[standard]\n', 'app/main.py': 'api: FastAPI = FastAPI(\n' }, processes: { web: 'uvicorn --host 0.0.0.0 --port $PORT app.main:api' } }, // biome-ignore format: a table
    { it: "FastAPI's extra brings the server; src is no package", files: { 'requirements.txt': 'fastapi[standard]==0.1\n', 'src/main.py': 'app = FastAPI()\n' }, processes: { web: 'uvicorn --host 0.0.0.0 --port $PORT --app-dir src main:app' } }, // biome-ignore format: a table
    { it: 'FastHTML', files: { 'requirements.txt': 'python-fasthtml\n', 'main.py': 'app = FastHTML(hdrs=(css,))\n' }, processes: { web: 'uvicorn --host 0.0.0.0 --port $PORT main:app' } }, // biome-ignore format: a table
    { it: 'FastHTML by its short way', files: { 'requirements.txt': 'python-fasthtml\n', 'main.py': 'app, rt = fast_app()\n' }, processes: { web: 'uvicorn --host 0.0.0.0 --port $PORT main:app' } }, // biome-ignore format: a table
    { it: 'FastAPI without a web server', files: { 'requirements.txt': 'fastapi\n', 'main.py': 'app = FastAPI()\n' }, processes: {}, notes: [/add uvicorn/] }, // biome-ignore format: a table
    { it: 'Django', files: { 'requirements.txt': 'Django\ngunicorn\n', ...django }, runs: [isSetUp, makesVenv, /-r requirements/, compiles, /python manage\.py collectstatic --noinput/], processes: { web: 'gunicorn --bind 0.0.0.0:$PORT mysite.wsgi' } }, // biome-ignore format: a table
    { it: "Heroku's hooks", files: { 'app.py': '', 'bin/pre_compile': '', 'bin/post_compile': '' }, runs: ['bash bin/pre_compile', 'bash bin/post_compile'] }, // biome-ignore format: a table
    { it: 'Django in a folder', files: { 'requirements.txt': 'Django\ngunicorn\n', 'web/manage.py': manage, 'web/mysite/settings.py': '', 'web/mysite/wsgi.py': '' }, processes: { web: 'gunicorn --bind 0.0.0.0:$PORT --chdir web mysite.wsgi' } }, // biome-ignore format: a table
    { it: 'static files that are not to be collected', files: { 'requirements.txt': 'Django\ngunicorn\n', ...django, Procfile: '' }, env: { DISABLE_COLLECTSTATIC: '1' }, runs: [isSetUp, makesVenv, /-r/, compiles], notes: [/DISABLE_COLLECTSTATIC/] }, // biome-ignore format: a table
    { it: 'settings without a STATIC_ROOT', files: { 'requirements.txt': 'Django\n', ...django, 'mysite/settings.py': 'DEBUG = False\n# STATIC_ROOT = "x"\n' }, runs: [isSetUp, makesVenv, /-r/, compiles], processes: {}, notes: [/no STATIC_ROOT/, /add gunicorn/] }, // biome-ignore format: a table
    { it: 'a Procfile ends all guesses', files: { ...flask, 'app.py': 'app = Flask(__name__)\n', Procfile: 'web: x' }, processes: {}, notes: [] }, // biome-ignore format: a table
    { it: 'Debian packages of known needs', files: { 'requirements.txt': 'psycopg2==2.9\npdf2image\n' }, packages: ['libpq5', 'poppler-utils'] }, // biome-ignore format: a table
    { it: 'a package that brings its library', files: { 'requirements.txt': 'psycopg[binary]\npsycopg2-binary\n' }, packages: [] }, // biome-ignore format: a table
  ]);
  t.end();
});
