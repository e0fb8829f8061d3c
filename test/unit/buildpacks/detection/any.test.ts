import t from 'tap';
import { checkRows } from './table.ts';

checkRows(t, [
  {
    it: 'nothing that tells a language',
    files: { 'README.md': '' },
    fails: ['no_language', /among the 1 files.*package\.json/],
  },
  { it: 'a Dockerfile wins', files: { Dockerfile: '', 'package.json': '{}' }, is: 'Dockerfile' },
  {
    it: 'a Dockerfile of another name',
    files: { 'docker/web': '' },
    choice: { dockerfile: 'docker/web' },
    is: 'docker/web',
  },
  { it: 'a Dockerfile that is not there', files: {}, choice: { dockerfile: 'x' }, fails: ['no_dockerfile', /no x in/] },
  {
    it: 'a chosen language wins over a Dockerfile',
    files: { Dockerfile: '', 'package.json': '{}' },
    choice: { languages: ['node'] },
    is: 'node, told by package.json',
  },
  {
    it: 'a chosen language that is not there',
    files: {},
    choice: { languages: ['node'] },
    fails: ['no_language', /Node\.js/],
  },
  {
    it: 'packages of an Aptfile',
    files: { 'package.json': '{}', Aptfile: '# pictures\nimagemagick  # and more\n\nlibvips42=8.14.1-3 ffmpeg\n' },
    packages: ['imagemagick', 'libvips42=8.14.1-3', 'ffmpeg'],
  },
  {
    it: 'an Aptfile with another repository',
    files: { 'package.json': '{}', Aptfile: 'git\n:repo:deb http://x y main\n' },
    fails: ['bad_aptfile', /line 2: ":repo:deb" is no name/],
  },
]);
