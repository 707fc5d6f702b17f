-- Takes in rows of another store, each with a letter for its kind and five fields. One that is there already stays.
local put = {
  s = function(key, value, lives) call('SET', root .. ':s:' .. key, value, 'PX', lives) end,
  r = function(name, value, lives)
    if lives == '' then
      call('SET', root .. ':r:' .. name, value)
    else
      call('SET', root .. ':r:' .. name, value, 'PX', lives)
    end
  end,
  i = function(list, entry) call('ZADD', root .. ':i:' .. list, 0, entry) end,
  d = add,
  x = function(letter, at, content)
    call('ZADD', root .. ':x', at, letter)
    call('HSET', root .. ':y', letter, content)
  end,
}
for _, row in ipairs(args(6)) do put[row[1]](row[2], row[3], row[4], row[5], row[6]) end
return 1
