import { readAngular } from './angular.ts';
import type { Framework } from './framework.ts';
import { dependsOn, type Project } from './project.ts';

/** What is more special comes first: a SvelteKit app depends on Vite too. */
const FRAMEWORKS: readonly Framework[] = [
  { npmPackage: 'next', title: 'Next.js', start: 'next start', caches: ['.next/cache'] },
  { npmPackage: 'nuxt', title: 'Nuxt', start: 'node .output/server/index.mjs' },
  { npmPackage: '@tanstack/react-start', title: 'TanStack Start', start: 'node .output/server/index.mjs' },
  { npmPackage: '@solidjs/start', title: 'SolidStart', start: 'node .output/server/index.mjs' },
  { npmPackage: '@react-router/serve', title: 'React Router', start: 'react-router-serve ./build/server/index.js' },
  { npmPackage: '@remix-run/serve', title: 'Remix', start: 'remix-serve ./build/server/index.js' },
  { npmPackage: '@sveltejs/adapter-node', title: 'SvelteKit', start: 'node build' },
  { npmPackage: '@sveltejs/adapter-static', title: 'SvelteKit', files: 'build' },
  {
    npmPackage: '@sveltejs/kit',
    title: 'SvelteKit',
    lacks:
      'no adapter of it builds for a server: add @sveltejs/adapter-node (or @sveltejs/adapter-static) and name it in svelte.config.js',
  },
  { npmPackage: '@astrojs/node', title: 'Astro', start: 'node ./dist/server/entry.mjs', env: { HOST: '0.0.0.0' } },
  { npmPackage: 'astro', title: 'Astro', files: 'dist' },
  { npmPackage: '@nestjs/core', title: 'NestJS', start: 'node dist/main' },
  { npmPackage: '@docusaurus/core', title: 'Docusaurus', files: 'build' },
  { npmPackage: 'gatsby', title: 'Gatsby', files: 'public' },
  { npmPackage: '@11ty/eleventy', title: 'Eleventy', files: '_site' },
  { npmPackage: 'expo', title: 'Expo', files: 'dist', isSinglePage: true },
  { npmPackage: 'react-scripts', title: 'Create React App', files: 'build', isSinglePage: true },
  { npmPackage: '@vue/cli-service', title: 'Vue CLI', files: 'dist', isSinglePage: true },
  { npmPackage: 'vite', title: 'Vite', files: 'dist', isSinglePage: true },
];

/** The framework that an app is made with; undefined when it is none of those known here. */
export async function frameworkOf(project: Project): Promise<Framework | undefined> {
  const angular = dependsOn(project, '@angular/core') ? await readAngular(project) : undefined;
  return angular ?? FRAMEWORKS.find(({ npmPackage }) => dependsOn(project, npmPackage));
}

/** Whether a start script serves for work on the code, or for a look at what was built, but not the public. */
export function isForDevelopment(script: string): boolean {
  return /^(npx )?(react-scripts start|vite( (dev|serve|preview))?( --.*)?$|vue-cli-service serve|ng serve|expo start|gatsby develop|(astro|next|nuxt|nuxi) dev|webpack serve|webpack-dev-server)\b/.test(
    script.trim(),
  );
}
