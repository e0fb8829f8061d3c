import { posix } from 'node:path';
import { Failure } from '../../lib/failure.ts';

/** Bytes of one path, as most file systems have it, and of all paths of an archive: they are held in memory. */
const LONGEST_PATH = 4096;
const MOST_PATH_BYTES = 16 * 1024 ** 2;
/** Folders of one archive: a path of two letters a folder names thousands. */
const MOST_FOLDERS = 100_000;

/** The paths of one archive: makes each clean, and sees that none leads out of it or comes twice. */
export class EntryPaths {
  /** Entries so far. */
  seen = 0;
  private folders = 0;
  private readonly strip: boolean;
  /** Files and links by path; folders that lie above them. */
  private readonly kinds = new Map<string, 'file' | 'symlink' | 'folder'>();
  /** The one thing at the top that everything lies in. */
  private top: string | undefined;
  private hasOneTop = true;
  private bytes = 0;

  constructor({ strip }: { strip: boolean }) {
    this.strip = strip;
  }

  /** The folder that everything lies in, unless it is stripped. */
  get soleFolder(): string | undefined {
    return !this.strip && this.hasOneTop && this.kinds.get(this.top ?? '') === 'folder' ? this.top : undefined;
  }

  /** True for what lies in a repository's own folder: it is no part of the tree that the repository holds. */
  isGit(name: string): boolean {
    return name.split('/').some((part) => part.toLowerCase() === '.git');
  }

  /** The clean path of a file or link. */
  take(name: string): string {
    this.seen++;
    const path = this.clean(name);
    if (path === '') throw bad(name, 'has no name left');
    this.place(path);
    return path;
  }

  /** Checks the name of a folder, which git does not store. */
  folder(name: string): void {
    this.seen++;
    this.clean(name, { isFolder: true });
  }

  /** The target of a symbolic link, which must lie in the tree. */
  symlink(path: string, target: string): string {
    if (target === '' || target.includes('\0')) throw bad(path, 'is a link to nowhere');
    const leadsTo = posix.normalize(posix.join(posix.dirname(path), target));
    if (target.startsWith('/') || isOutside(leadsTo)) throw linkOut(path, target);
    this.kinds.set(path, 'symlink');
    return target;
  }

  /** The clean path that a hard link names, which must be a file that came before. */
  link(path: string, name: string): string {
    const target = this.clean(name);
    if (target === path || this.kinds.get(target) === undefined || this.kinds.get(target) === 'folder')
      throw linkOut(path, name);
    return target;
  }

  // Private

  private clean(name: string, { isFolder = false } = {}): string {
    const length = Buffer.byteLength(name);
    this.bytes += length;
    if (length > LONGEST_PATH || this.bytes > MOST_PATH_BYTES) throw bad(name, 'has too long a name');
    if (name.startsWith('/')) throw bad(name, 'is an absolute path');
    if (name.includes('\0') || name.includes('\uFFFD')) throw bad(name, 'has a name that is no UTF-8 text');
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    if (parts.includes('..')) throw bad(name, 'leads out of the archive');
    return this.below(parts, isFolder);
  }

  /** Notes what is at the top, and takes it away where that was asked for. */
  private below(parts: string[], isFolder: boolean): string {
    const [top, ...rest] = parts;
    if (top === undefined) return '';
    this.top ??= top;
    if (top !== this.top) this.hasOneTop = false;
    if (!this.strip) return parts.join('/');
    if (!this.hasOneTop) throw manyTops(this.top, top);
    if (rest.length === 0 && !isFolder) throw manyTops(top);
    return rest.join('/');
  }

  private place(path: string): void {
    const there = this.kinds.get(path);
    if (there) throw bad(path, there === 'folder' ? 'is a file and a folder' : 'is in the archive twice');
    this.kinds.set(path, 'file');
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      const above = this.kinds.get(folder);
      if (above === 'folder') return;
      if (above) throw bad(folder, `is a ${above === 'symlink' ? 'link' : 'file'} and a folder`);
      if (++this.folders > MOST_FOLDERS) throw bad(path, 'is in one folder too many');
      this.kinds.set(folder, 'folder');
    }
  }
}

// Private

const isOutside = (path: string) => path === '..' || path.startsWith('../') || path.startsWith('/');

/** A name as it can stand on a line. */
function shown(name: string): string {
  const short = name.length > 80 ? `${name.slice(0, 77)}…` : name;
  return /[^ -~\u00a0-\uffff]/.test(short) ? JSON.stringify(short) : short;
}

function bad(name: string, what: string): Failure {
  return new Failure('bad_tarball_entry', `${shown(name)} ${what}.`, {
    hint: 'Make the archive in the app’s folder: tar -czf app.tgz -C myapp .',
  });
}

function linkOut(path: string, target: string): Failure {
  return new Failure(
    'bad_tarball_entry',
    `${shown(path)} is a link to ${shown(target)}, which is not in the archive.`,
    {
      hint: 'Leave it out (tar --exclude), or store what it leads to (tar -h).',
    },
  );
}

function manyTops(first: string, other?: string): Failure {
  const what = other === undefined ? `${shown(first)} is a file` : `${shown(first)} and ${shown(other)} lie`;
  return new Failure('nothing_to_strip', `--strip takes one folder away, but ${what} at the top of the archive.`, {
    hint: 'Leave out --strip.',
  });
}
