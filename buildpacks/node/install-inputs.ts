import type { Step } from '../plan.ts';
import type { PackageJson } from './package-json.ts';
import type { Project } from './project.ts';

/** Files at the top that an install reads, where they are there. */
const MANIFESTS = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'bun.lock', 'bun.lockb', 'bunfig.toml', '.npmrc', '.yarnrc', '.yarnrc.yml', '.pnpmfile.cjs', '.pnp.cjs', '.pnp.loader.mjs']; // biome-ignore format: one glance

/** Folders that an install reads, where they are there. */
const FOLDERS = ['patches/', '.yarn/cache/', '.yarn/patches/', '.yarn/plugins/', '.yarn/releases/'];

/** What runs in a package's own install scripts and is known to read only some of its files; other commands may read all. */
const MODEST_COMMANDS: readonly (readonly [command: RegExp, folders: readonly string[]])[] = [
  [/^(husky|lefthook|simple-git-hooks|is-ci|true|exit 0|echo)\b/, []],
  [/^patch-package\b/, ['patches/']],
  [/^prisma generate$/, ['prisma/']],
];

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'];

/** What of the tree an install reads. A change of anything else does not install anew. */
export function installInputs(project: Project): Step['needs'] {
  const { files, manifest, workspaces } = project;
  const all = [manifest, ...workspaces.map((each) => each.manifest)];
  const read = all.map(foldersOfScripts);
  if (read.includes('everything') || all.some(hasLocalPackages)) return 'everything';
  const folders = new Set([...FOLDERS, ...prismaFolder(manifest), ...(read as string[][]).flat()]);
  return [
    ...MANIFESTS.filter((file) => files.has(file)),
    ...workspaces.map(({ folder }) => `${folder}/package.json`),
    ...[...folders].filter((folder) => [...files].some((file) => file.startsWith(folder))),
  ];
}

/** Whether a package does something of its own when it is installed. */
export function hasInstallScript({ scripts }: PackageJson): boolean {
  return INSTALL_SCRIPTS.some((name) => scripts?.[name] !== undefined);
}

// Private

function foldersOfScripts({ scripts }: PackageJson): string[] | 'everything' {
  const lines = INSTALL_SCRIPTS.flatMap((name) => scripts?.[name] ?? []);
  const commands = lines
    .flatMap((line) => line.split(/&&|\|\||;/))
    .map((each) => each.trim().replace(/^npx (--\S+ )*/, ''));
  const known = commands.map((command) => MODEST_COMMANDS.find(([pattern]) => pattern.test(command)));
  if (known.includes(undefined)) return 'everything';
  return known.flatMap((each) => [...each![1]]);
}

/** Prisma's client makes itself out of the schema when it is installed. */
function prismaFolder({ dependencies }: PackageJson): string[] {
  return dependencies?.['@prisma/client'] ? ['prisma/'] : [];
}

function hasLocalPackages({ dependencies, devDependencies }: PackageJson): boolean {
  const versions = Object.values({ ...dependencies, ...devDependencies });
  return versions.some((version) => /^(file|link|portal|\.|\/)/.test(version));
}
