import { guestReleases, type GuestRelease } from "../../../provider/local-machine/image-recipe";

/** What the guests of these tests run: `VM_RELEASE`, or the newest. */
export const release: GuestRelease = releaseNamed(process.env["VM_RELEASE"] ?? guestReleases[0]);

function releaseNamed(name: string): GuestRelease {
    const found = guestReleases.find((one) => one === name);
    if (found === undefined) throw new Error(`VM_RELEASE: no guest runs "${name}"; ${guestReleases.join(", ")} do`);
    return found;
}
