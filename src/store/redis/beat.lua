-- Says that a replica lives, and tells the newest beat of each.
call('HSET', root, arg(), arg())
return call('HGETALL', root)
