import { isBuildDir } from '../../build-dir.ts';
import { parseImageName } from '../../image-name.ts';
import type { BuildSpec } from '../../manifest.ts';
import type { Value } from '../value.ts';

/** The paths of all files of the tree. */
export type Files = ReadonlySet<string>;

/** Reads how the image of a service is made: `build: ./api`, `build: {path, manifest, args, target}`, or `image: name`. */
export function buildOf(build: Value | undefined, image: Value | undefined, files: Files): BuildSpec {
  if (build && image)
    throw image.bad(`${image.path} and ${build.path} are both there; an image is built or it is not.`);
  if (image) return { image: imageName(image) };
  if (!build) return {};
  if (build.is !== 'map') return folderOf(build, files);
  const { get } = build.fields(['path', 'manifest', 'args', 'target']);
  const [path, target, args] = [get('path'), get('target'), get('args')];
  const folder = path ? folderOf(path, files) : {};
  return {
    ...folder,
    ...dockerfileOf(get('manifest'), folder.directory, files),
    ...(target && { target: target.text() }),
    ...(args && { args: argsOf(args) }),
  };
}

// Private

function imageName(image: Value): string {
  try {
    return parseImageName(image.text()).full;
  } catch {
    throw image.bad(`"${image.text().slice(0, 100)}" cannot be the name of an image.`);
  }
}

function folderOf(value: Value, files: Files): { directory?: string } {
  const folder = plainPath(value.text());
  if (folder === '') return {};
  if (!isBuildDir(folder)) throw value.bad(`${value.path} is "${value.text()}", which is no folder of the repository.`);
  if ([...files].some((path) => path.startsWith(`${folder}/`))) return { directory: folder };
  throw value.bad(`There is no folder ${folder} in this commit.`);
}

function dockerfileOf(
  manifest: Value | undefined,
  directory: string | undefined,
  files: Files,
): { dockerfile?: string } {
  if (!manifest) return {};
  const path = plainPath(manifest.text());
  const whole = directory === undefined ? path : `${directory}/${path}`;
  if (!isBuildDir(path) || !files.has(whole)) throw manifest.bad(`There is no file ${whole} in this commit.`);
  return { dockerfile: path };
}

/** `./api/` → `api`, `.` → the empty path. */
function plainPath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** `NAME=value`, each as an item of a list or a key of a map. */
function argsOf(args: Value): Record<string, string> {
  if (args.is === 'map') return Object.fromEntries(args.entries().map(([name, value]) => [name, value.text()]));
  return Object.fromEntries(args.list().flatMap((arg) => (argOf(arg) ? [argOf(arg)!] : [])));
}

function argOf(arg: Value): [name: string, value: string] | undefined {
  const [, name, value] = /^([^=]+)(?:=(.*))?$/s.exec(arg.text()) ?? [];
  if (name === undefined) throw arg.bad(`${arg.path} should be NAME=value.`);
  if (value !== undefined) return [name, value];
  arg.note(
    `${arg.path} is left out: ${name} has no value. Give it as ${name}=\${${name}}, or by ssh rack set APP build-env=${name}`,
  );
  return undefined;
}
