/** A program that has a warden watch until it is killed: its arguments are the rack and the image. */
import Docker from 'dockerode';
import { Warden } from '../../../docker/warden.ts';

const [rack = '', image = ''] = process.argv.slice(2);
const log = { error: console.error };
const labels = { 'io.rack.rack': rack };
const warden = new Warden({ docker: new Docker(), image, labels, mark: 'rack-build-1.internal', memory: 64, log });
void warden.over(() => new Promise(() => {}));
