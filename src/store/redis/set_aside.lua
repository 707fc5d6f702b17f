-- Moves something that cannot be read out of the way, as it is, unless somebody wrote it anew meanwhile.
local what, name, mark, value = arg(), arg(), arg(), arg()
if what == 'record' then
  if get(root .. ':r:' .. name) == value then
    call('HSET', root .. ':aside', name, value)
    call('DEL', root .. ':r:' .. name)
  end
elseif call('HGET', items(name), mark) == value then
  call('HSET', root .. ':aside', name .. ':' .. mark, value)
  remove(name, mark)
end
return 1
