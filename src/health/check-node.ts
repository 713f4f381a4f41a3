import type { Check } from './check.ts';

const majorMin = 24;

/** Whether this Node runs the service. */
export function checkNode(version: string = process.versions.node): Check {
  const isNew = Number(version.split('.')[0]) >= majorMin;
  if (isNew) return { name: 'node', state: 'ok', found: `Node ${version}` };
  const advice = `Start it with npm (npm start), which brings Node ${majorMin} along.`;
  return { name: 'node', state: 'fail', found: `Node ${version} is too old`, advice };
}
