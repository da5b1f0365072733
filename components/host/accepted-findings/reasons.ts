/** Why several findings are left as they are. */
export const keysOnly = "No account has a password that could be guessed, aged or used again: logins take keys only.";
export const onePartition =
    "Cloud machines come with one file system. /tmp, /var/tmp, /var/log and /home have their mount options without a partition.";
