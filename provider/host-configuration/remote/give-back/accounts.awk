# Joins an account file as it was found with the present one. What deliveries managed is as it was found; everything else
# is as it is now. Usage: awk -v kind=FILE -f accounts.awk MANAGED-USERS MANAGED-GROUPS DROPPED-USERS FOUND PRESENT
BEGIN {
    FS = OFS = ":"
    has_members = kind == "group" || kind == "gshadow"
}
FILENAME == ARGV[1] { managed[$0]; next }
FILENAME == ARGV[2] { managed_group[$0]; next }
FILENAME == ARGV[3] { dropped[$0]; next }
FILENAME == ARGV[4] {
    if ($1 in found) found[$1] = found[$1] "\n" $0
    else { order[++count] = $1; found[$1] = $0 }
    next
}
{
    if ($1 in present) present[$1] = present[$1] "\n" $0
    else { present_order[++present_count] = $1; present[$1] = $0 }
}

# Whom deliveries put into the group goes; whom they took out of it comes back; others are its owner's matter.
function members(was, is,    names, number, i, result, there) {
    number = split(is, names, ",")
    for (i = 1; i <= number; i++) there[names[i]]
    number = split(was, names, ",")
    for (i = 1; i <= number; i++) {
        if ((names[i] in managed) || (names[i] in there)) result = result "," names[i]
        listed[names[i], was]
    }
    number = split(is, names, ",")
    for (i = 1; i <= number; i++) {
        if (!((names[i], was) in listed) && !(names[i] in managed)) result = result "," names[i]
    }
    return substr(result, 2)
}

function group_line(name,    was, is) {
    split(found[name], was, ":")
    split(present[name], is, ":")
    $0 = (name in managed_group) && (name in found) ? found[name] : present[name]
    $4 = members(was[4], is[4])
    return $0
}

END {
    for (i = 1; i <= count; i++) {
        name = order[i]
        if (has_members) { if ((name in present) || (name in managed_group)) print group_line(name) }
        else if (name in managed) print found[name]
        else if (name in present) print present[name]
    }
    for (i = 1; i <= present_count; i++) {
        name = present_order[i]
        if (name in found) continue
        if (has_members) { if (!(name in managed_group) && !(name in dropped)) print group_line(name) }
        else if (!(name in managed)) print present[name]
    }
}
